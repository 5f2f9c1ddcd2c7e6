import { Analytics } from '@segment/analytics-node';
import { describe, expect, it, vi } from 'vitest';
import type { Problem } from '../src/index.js';
import type { CopilotEventsPlugin, PluginOptions } from '../src/plugin.js';
import { copilotEventsPlugin, InvalidEventError } from '../src/plugin.js';

const KEY = 'write-key-of-a-test';

/** A client of the SDK that keeps what it would send. */
function client(options: { readonly flushInterval?: number } = {}) {
  const sent: Readonly<Record<string, unknown>>[] = [];
  const analytics = new Analytics({
    ...options,
    writeKey: KEY,
    httpClient: {
      async makeRequest({ body }) {
        sent.push(...JSON.parse(body).batch);
        return { status: 200, statusText: 'OK' };
      },
    },
  });
  return { analytics, sent };
}

/** The plugin with a log that is kept. */
function plugin(options: PluginOptions = {}) {
  const logged: string[] = [];
  const found: (readonly Problem[])[] = [];
  const log = (message: string, problems: readonly Problem[]) => {
    logged.push(message);
    found.push(problems);
  };
  return { logged, found, plugin: copilotEventsPlugin({ log, ...options }) };
}

const ids = { conversationId: 'c1', messageId: 'm1' };
const good = { userId: 'u1', event: 'Message Sent', properties: { ...ids, message_body: 'My card is 4111' } };
const bad = { ...good, properties: { ...ids, content: 'My card is 4111' } };
const warned = { userId: 'u1', event: 'Item Purchased', properties: {} };

function withoutChanging(events: readonly Readonly<Record<string, unknown>>[]) {
  return events.map(({ messageId: _id, timestamp: _time, ...rest }) => rest);
}

describe('copilotEventsPlugin in mode warn', () => {
  it('the plugin in mode warn logs the problems of an event without its text and without the write key', async () => {
    const { analytics } = client();
    const { logged, found, plugin: checker } = plugin();
    await analytics.register(checker);
    analytics.track(good);
    analytics.track(bad);
    analytics.track(warned);
    await analytics.closeAndFlush();
    expect(logged).toEqual([
      [
        'copilot-events: Message Sent in conversation c1 has 1 problem',
        '  error    properties.message_body is missing  schema/required',
        '    hint: found content in properties; rename it to message_body',
      ].join('\n'),
      expect.stringContaining('track/missing-conversation-id'),
    ]);
    expect(found[0]).toMatchObject([{ rule: 'schema/required', path: 'properties.message_body', record: 2 }]);
    expect(checker).toMatchObject({ checked: 3, invalid: 1, problems: [] });
    expect(logged.join()).not.toMatch(/4111|write-key/);
  });

  it('the plugin in mode warn neither changes nor drops an event', async () => {
    const calls = (analytics: Analytics) => {
      analytics.track(bad);
      analytics.track({
        ...good,
        timestamp: new Date(0),
        context: { app: { name: 'Shop' } },
        integrations: { All: true },
      });
      analytics.identify({ userId: 'u1', traits: { plan: 'pro', since: new Date(0) } });
      analytics.page({ anonymousId: 'a1', category: 'Support', name: 'Help' });
      analytics.screen({ userId: 'u1', name: 'Help' });
      analytics.group({ userId: 'u1', groupId: 'g1', traits: {} });
      analytics.alias({ userId: 'u1', previousId: 'a1' });
    };
    const [without, watched] = [client(), client()];
    const { plugin: checker } = plugin();
    await watched.analytics.register(checker);
    for (const { analytics } of [without, watched]) {
      calls(analytics);
      await analytics.closeAndFlush();
    }
    expect(withoutChanging(watched.sent)).toEqual(withoutChanging(without.sent));
    expect(checker).toMatchObject({ checked: 7, invalid: 1 });
  });

  it('the plugin in mode warn logs a repeated problem at the 10th, 100th ... time', async () => {
    const { analytics, sent } = client();
    const { logged, plugin: checker } = plugin();
    await analytics.register(checker);
    for (let count = 0; count < 120; count++) analytics.track({ ...bad, properties: { ...bad.properties, n: count } });
    await analytics.closeAndFlush();
    expect(logged.map((message) => message.split('\n')[0])).toEqual([
      'copilot-events: Message Sent in conversation c1 has 1 problem',
      'copilot-events: Message Sent in conversation c1 has 1 problem, for the 10th time',
      'copilot-events: Message Sent in conversation c1 has 1 problem, for the 100th time',
    ]);
    expect(sent).toHaveLength(120);
    checker.clear();
    expect(checker).toMatchObject({ checked: 0, invalid: 0 });
  });

  it('the plugin in mode warn logs a bounded number of lines for ever new event names', () => {
    const { logged, plugin: checker } = plugin();
    for (let count = 0; count < 3000; count++)
      checker.track({ event: { type: 'track', userId: 'u', event: `No. ${count}` } });
    // A thousand kinds; the 2,000 others are one kind: its first time, tenth, hundredth, thousandth.
    expect(logged).toHaveLength(1004);
  });

  it('the plugin in mode warn sends the event when the log function throws', async () => {
    const { analytics, sent } = client();
    await analytics.register(
      copilotEventsPlugin({
        log: () => {
          throw new Error('full');
        },
      }),
    );
    analytics.track(bad);
    await analytics.closeAndFlush();
    expect(sent).toHaveLength(1);
  });

  it('the plugin in mode warn logs to console.warn by default', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    copilotEventsPlugin().track({ event: { type: 'track', ...bad } });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('properties.message_body is missing')]]);
    warn.mockRestore();
  });

  it('the plugin obeys its option rules', () => {
    const { logged, plugin: checker } = plugin({ rules: { 'track/*': 'off', 'schema/required': 'warning' } });
    checker.track({ event: { type: 'track', ...warned } });
    checker.track({ event: { type: 'track', ...bad } });
    expect(logged).toEqual([expect.stringContaining('warning  properties.message_body')]);
    expect(checker.invalid).toBe(0);
  });
});

describe('copilotEventsPlugin in mode throw', () => {
  async function throwing(): Promise<ReturnType<typeof client> & ReturnType<typeof plugin>> {
    const both = { ...client(), ...plugin({ mode: 'throw' }) };
    await both.analytics.register(both.plugin);
    return both;
  }

  it('the plugin in mode throw throws from the call, and the event is not sent', async () => {
    const { analytics, sent, plugin: checker, logged } = await throwing();
    let error = new InvalidEventError('none was thrown', []);
    try {
      analytics.track(bad);
    } catch (thrown) {
      error = thrown as InvalidEventError;
    }
    expect(error).toBeInstanceOf(InvalidEventError);
    expect(error).toMatchObject({ name: 'InvalidEventError', problems: [{ rule: 'schema/required' }] });
    expect(error.message).toBe(
      [
        'Message Sent in conversation c1 was not tracked:',
        '  error    properties.message_body is missing  schema/required',
        '    hint: found content in properties; rename it to message_body',
      ].join('\n'),
    );
    expect(error.stack?.split('\n').find((line) => /^ +at /.test(line))).toContain('plugin.test.ts');
    expect(JSON.stringify(error)).not.toContain('rule');
    analytics.track(good);
    await analytics.closeAndFlush();
    expect(sent).toMatchObject([{ properties: { message_body: 'My card is 4111' } }]);
    expect(checker).toMatchObject({ checked: 2, invalid: 1 });
    expect(logged).toEqual([]);
  });

  it('the plugin in mode throw works before register has resolved', () => {
    const { analytics } = client();
    analytics.register(copilotEventsPlugin({ mode: 'throw' }));
    expect(() => analytics.track(bad)).toThrow(InvalidEventError);
  });

  it('the plugin in mode throw checks all six calls', async () => {
    const { analytics } = await throwing();
    const wrong = { userId: 'u1', timestamp: 'yesterday' };
    for (const call of ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const) {
      const run = () => analytics[call]({ ...wrong, event: 'Message Sent', groupId: 'g', previousId: 'p' } as never);
      expect(run).toThrow(/timestamp[\s\S]*schema\/format/);
    }
  });

  it('the plugin in mode throw passes callbacks on, and logs warnings', async () => {
    const { analytics, logged } = await throwing();
    const called = new Promise((resolve) => analytics.track(warned, resolve));
    await analytics.flush();
    expect(await called).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining('track/missing-conversation-id')]);
  });

  it('the plugin in mode throw reports what would not reach Segment at all', async () => {
    const { analytics } = await throwing();
    expect(() => analytics.track({ ...good, properties: { ...good.properties, big: 1n } })).toThrow(
      'Message Sent was not tracked:\n  error    the record cannot be written as JSON',
    );
    expect(() => analytics.track({ ...good, conversationId: 'c1', properties: {} } as never)).toThrow(
      'found conversationId at the top level; move it into properties',
    );
  });

  it('the plugin in mode throw stops checking when it is deregistered', async () => {
    const { analytics, plugin: checker } = await throwing();
    await analytics.deregister(checker.name);
    analytics.track(bad);
    await analytics.register(checker);
    expect(() => analytics.track(bad)).toThrow(InvalidEventError);
  });

  it('the plugin keeps wrappers that were put around the client after it', async () => {
    const { analytics, plugin: checker } = await throwing();
    const guarded = analytics.track;
    const spied = vi.fn(guarded);
    analytics.track = spied;
    await analytics.deregister(checker.name);
    expect(analytics.track).toBe(spied);
  });

  it('the plugin checks each event once on several clients', async () => {
    const { plugin: checker } = plugin({ mode: 'throw' });
    const clients = [client().analytics, client().analytics];
    for (const analytics of [...clients, ...clients]) await analytics.register(checker);
    for (const analytics of clients) analytics.track(good);
    expect(checker.checked).toBe(2);
  });
});

describe('copilotEventsPlugin in mode collect', () => {
  it('the plugin in mode collect keeps the problems and logs nothing', async () => {
    const { analytics, sent } = client();
    const { logged, plugin: checker } = plugin({ mode: 'collect' });
    await analytics.register(checker);
    analytics.track(bad);
    analytics.track(good);
    analytics.track(warned);
    await analytics.closeAndFlush();
    expect(checker.problems.map(({ rule, record, file }) => [rule, record, file])).toEqual([
      ['schema/required', 1, '<analytics>'],
      ['track/missing-conversation-id', 3, '<analytics>'],
    ]);
    expect(checker).toMatchObject({ checked: 3, invalid: 1 });
    expect(logged).toEqual([]);
    expect(sent).toHaveLength(3);
    checker.clear();
    expect(checker).toMatchObject({ problems: [], checked: 0, invalid: 0 });
  });

  it('the plugin in mode collect keeps 1,000 problems and counts on', () => {
    const checker: CopilotEventsPlugin = copilotEventsPlugin({ mode: 'collect' });
    for (let count = 0; count < 1500; count++) checker.track({ event: { type: 'track', ...bad } });
    expect(checker.problems).toHaveLength(1000);
    expect(checker.invalid).toBe(1500);
  });
});

describe('copilotEventsPlugin in mode drop', () => {
  it('the plugin in mode drop does not send an invalid event, counts it, logs it, and fails its callback', async () => {
    // If the SDK waited for what was dropped, it would do so for this long.
    const { analytics, sent } = client({ flushInterval: 3_600_000 });
    const { logged, plugin: checker } = plugin({ mode: 'drop' });
    await analytics.register(checker);
    const failed = new Promise((resolve) => analytics.track(bad, resolve));
    analytics.track(good);
    analytics.track(warned);
    await analytics.closeAndFlush();
    expect(await failed).toBeInstanceOf(InvalidEventError);
    expect(sent.map(({ event }) => event).toSorted()).toEqual(['Item Purchased', 'Message Sent']);
    expect(checker).toMatchObject({ checked: 3, invalid: 1, dropped: 1 });
    expect(logged[0]?.split('\n')[0]).toBe(
      'copilot-events: Message Sent in conversation c1 has 1 problem, and was not sent',
    );
    expect(logged).toHaveLength(2);
    checker.clear();
    expect(checker).toMatchObject({ checked: 0, invalid: 0, dropped: 0 });
  });

  it('the plugin in mode drop sends an invalid event that is not in the sample', async () => {
    const { analytics, sent } = client();
    const { plugin: checker } = plugin({ mode: 'drop', sampleRate: 0.5 });
    await analytics.register(checker);
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    analytics.track({ ...bad, anonymousId: 'not in the sample' });
    random.mockReturnValue(0.4);
    analytics.track(bad);
    random.mockRestore();
    expect(checker).toMatchObject({ checked: 1, dropped: 1 });
    await analytics.closeAndFlush();
    expect(sent).toMatchObject([{ anonymousId: 'not in the sample' }]);
  });
});

describe('the options of copilotEventsPlugin', () => {
  it('copilotEventsPlugin finds nothing wrong with a call without a type, unless the rule is set by name', () => {
    const run = (rules: NonNullable<PluginOptions['rules']>) => {
      const { logged, plugin: checker } = plugin({ rules });
      checker.track({ event: good });
      return logged.length;
    };
    expect([run({}), run({ '*': 'error' }), run({ 'call/missing-type': 'warning' })]).toEqual([0, 0, 1]);
  });

  it.each([
    [{ mode: 'trow' }, 'mode is "trow"; it is one of warn, throw, collect, drop'],
    [{ mod: 'throw' }, 'mod is not an option; did you mean mode?'],
    [{ file: 'x' }, 'file is not an option'],
    [{ sampleRate: 2 }, 'sampleRate is a number from 0 to 1'],
    [{ sampleRate: '0.5' }, 'sampleRate is a number from 0 to 1'],
    [{ rules: { 'track/*': 'none' } }, 'the levels are'],
  ])('copilotEventsPlugin rejects the options %j', (options, message) => {
    expect(() => copilotEventsPlugin(options as PluginOptions)).toThrow(TypeError);
    expect(() => copilotEventsPlugin(options as PluginOptions)).toThrow(message);
  });
});
