import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertStream } from '../../src/library/convert-stream.js';
import { deliveryProblemLines } from '../../src/listen/delivery-problem-lines.js';
import { testFolders } from '../support/folders.js';
import { post as postTo } from './post.js';
import { listenHere } from './run-listen.js';
import { startCollector } from './start-collector.js';

const inFolder = testFolders();

const START = 1_715_785_200;
const nanoseconds = (seconds: number): string => `${START + seconds}000000000`;
const message = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });

interface SpanFacts {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly at: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function span({ trace, id, parent, at, attributes }: SpanFacts) {
  return {
    traceId: trace,
    spanId: id,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: 'chat',
    startTimeUnixNano: nanoseconds(at),
    endTimeUnixNano: nanoseconds(at + 1),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  };
}

const request = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

const WHO = { 'gen_ai.conversation.id': 's1', 'user.id': 'u7' };

function chat(trace: string, at: number, input: unknown, output: unknown, more: Record<string, unknown> = {}) {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.system_instructions': 'CANARY',
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify(output),
    ...more,
  };
  return span({ trace, id: `${trace}1`, parent: `${trace}0`, at, attributes });
}

const root = (trace: string, at: number, attributes: Record<string, unknown> = WHO) =>
  span({ trace, id: `${trace}0`, at, attributes });

const FIRST = [chat('a', 0, [message('user', 'Hi')], [message('assistant', 'Hello')]), root('a', 0)];
const HISTORY = [message('user', 'Hi'), message('assistant', 'Hello'), message('user', 'Bye')];
const SECOND = [chat('b', 5, HISTORY, [message('assistant', 'See you')]), root('b', 5)];

describe('listen and traces', () => {
  it('listen makes the events of a trace that convert makes, when its root span has come', async () => {
    const { post, events, records } = await startCollector();
    expect(await post('/v1/traces', request(FIRST[0]))).toMatchObject({ status: 200, body: {} });
    expect(events()).toEqual([]);
    await post('/v1/traces', request(FIRST[1]));
    const made: unknown[] = [];
    for await (const event of convertStream([JSON.stringify(request(...FIRST))])) made.push(event);
    expect(events()).toEqual(made);
    expect(made).toHaveLength(3);
    expect(records.every(({ valid }) => valid)).toBe(true);
    expect(JSON.stringify(events())).not.toContain('CANARY');
  });

  it('listen makes each event of a conversation once, although each trace repeats the ones before', async () => {
    const { post, events } = await startCollector();
    for (const spans of [FIRST, SECOND, SECOND]) await post('/v1/traces', request(...spans));
    const bodies = events().flatMap((event) => (event['properties'] as Record<string, unknown>)['message_body'] ?? []);
    expect(bodies).toEqual(['Hi', 'Hello', 'Bye', 'See you']);
    expect(events().map(({ messageId }) => messageId)).toHaveLength(
      new Set(events().map(({ messageId }) => messageId)).size,
    );
  });

  it('listen waits for records of logs that hold the messages of a span', async () => {
    const { post, events, collector } = await startCollector();
    await post(
      '/v1/traces',
      request(span({ trace: 'c', id: 'c0', at: 0, attributes: { ...WHO, 'gen_ai.operation.name': 'chat' } })),
    );
    const log = (eventName: string, at: number, body: unknown) => ({
      timeUnixNano: nanoseconds(at),
      eventName,
      traceId: 'c',
      spanId: 'c0',
      body,
    });
    const content = (text: string) => ({ kvlistValue: { values: [{ key: 'content', value: { stringValue: text } }] } });
    const answer = { kvlistValue: { values: [{ key: 'message', value: content('Six.') }] } };
    const logRecords = [log('gen_ai.user.message', 0, content('When?')), log('gen_ai.choice', 1, answer)];
    expect(events()).toEqual([]);
    await post('/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    expect(events().map(({ event }) => event)).toEqual(['Conversation Started', 'Message Sent', 'Message Received']);
    expect(collector.feed.events.slice(-1)).toMatchObject([{ path: '/v1/logs', conversationId: 's1' }]);
  });

  it('listen makes the events of a trace without a root span when it has waited, or when listening ends', async () => {
    const { post, events, traces } = await startCollector({ limits: { traceWaitMs: 1 } });
    const orphan = chat('d', 0, [message('user', 'Hi')], [message('assistant', 'Hello')], WHO);
    await post('/v1/traces', request(orphan));
    await expect.poll(() => events().length).toBe(3);
    const slow = await startCollector({ limits: { traceWaitMs: 600_000 } });
    await slow.post('/v1/traces', request(orphan));
    expect(slow.events()).toEqual([]);
    slow.traces.flush();
    expect(slow.events()).toEqual(events());
    traces.flush();
    expect(events()).toHaveLength(3);
  });

  it('listen reports what a trace does not tell as missing, and invents nothing', async () => {
    const bare = [FIRST[0], root('a', 0, {})];
    const { post, events, records } = await startCollector();
    await post('/v1/traces', request(...bare));
    expect(events()).toHaveLength(3);
    expect(events().every((event) => !('userId' in event) && !('anonymousId' in event))).toBe(true);
    expect(records.map(({ valid }) => valid)).toEqual([false, false, false]);
    const paths = new Set(records.flatMap(({ problems }) => problems.map(({ path }) => path)));
    expect(paths).toContain('properties.conversationId');
    const asked = await startCollector({ traces: { userId: 'u1', conversationIdFrom: 'trace' } });
    await asked.post('/v1/traces', request(...bare));
    expect(asked.events()[0]).toMatchObject({ userId: 'u1', properties: { conversationId: 'a' } });
    expect(asked.records.every(({ valid }) => valid)).toBe(true);
  });

  it('listen makes no event again of what other traces said, where each trace is a conversation', async () => {
    const { post, events } = await startCollector({ traces: { conversationIdFrom: 'trace', userId: 'u1' } });
    await post('/v1/traces', request(FIRST[0], root('a', 0, {}), SECOND[0], root('b', 5, {})));
    const bodies = events().flatMap((event) => (event['properties'] as Record<string, unknown>)['message_body'] ?? []);
    expect(bodies).toEqual(['Hi', 'Hello', 'Bye', 'See you']);
  });

  it('listen looks for the conversation of a trace in the attributes of its spans', async () => {
    const { post, events } = await startCollector({ traces: { conversationIdFrom: 'app.chat' } });
    await post('/v1/traces', request(FIRST[0], root('a', 0, { 'user.id': 'u7', 'app.chat': 'k1' })));
    expect(events()[0]).toMatchObject({ properties: { conversationId: 'k1' } });
  });

  it('listen reads traces that are gzipped, and takes an empty request and metrics for nothing', async () => {
    const { post, events, collector } = await startCollector();
    await post('/v1/traces', gzipSync(JSON.stringify(request(...FIRST))), { 'content-encoding': 'gzip' });
    expect(events()).toHaveLength(3);
    expect(await post('/v1/traces', {})).toMatchObject({ status: 200 });
    expect(await post('/v1/metrics', { resourceMetrics: [] })).toMatchObject({ status: 200 });
    expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([]);
  });

  it.each([
    ['protobuf', 'x', { 'content-type': 'application/x-protobuf' }, 415],
    ['text', 'hello', {}, 400],
    ['an event', { type: 'track', event: 'Message Sent' }, {}, 400],
    ['an unknown encoding', 'x', { 'content-encoding': 'zstd' }, 415],
  ])(
    'listen counts a request to /v1/traces with %s as lost, and says which form it reads',
    async (_, body, headers, status) => {
      const { post, events, collector } = await startCollector();
      const answer = await post('/v1/traces', body, headers as Record<string, string>);
      expect(answer).toMatchObject({ status, body: { message: expect.stringContaining('http/json') } });
      expect(events()).toEqual([]);
      expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([
        expect.stringMatching(/^1 request had traces that are not OTLP as JSON, .* POST \/v1\/traces as /),
      ]);
    },
  );

  it('the command listen writes the events of traces, also of those that wait when it ends', async () => {
    const cwd = inFolder({});
    const options = ['--user-id', 'u1', '--conversation-id-from', 'trace', '-o', 'out.ndjson'];
    const running = await listenHere(options, cwd);
    const turn = [[message('user', 'Hi')], [message('assistant', 'Hello')]] as const;
    expect(await postTo(running.url, request(chat('e', 0, ...turn)), '/v1/traces')).toBe(200);
    const { code, stdout } = await running.end();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('3 records, all valid') });
    const lines = readFileSync(`${cwd}/out.ndjson`, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'Conversation Started', userId: 'u1', properties: { conversationId: 'e' } },
      { event: 'Message Sent' },
      { event: 'Message Received' },
    ]);
  });

  describe('limits', () => {
    const bodiesOf = (events: readonly Record<string, unknown>[]): unknown[] =>
      events.flatMap((event) => (event['properties'] as Record<string, unknown>)['message_body'] ?? []);
    const limited = { traces: 2, conversations: 2, spansOfTrace: 3 };
    const start = (traceWaitMs = 600_000) =>
      startCollector({
        limits: { traceWaitMs },
        traces: { userId: 'u1', conversationIdFrom: 'trace', limits: limited },
      });
    const orphan = (trace: string) => chat(trace, 0, [message('user', `Hi ${trace}`)], [message('assistant', 'Hello')]);

    it('a trace that still waits is converted when newer ones need its place, and listen counts that', async () => {
      const { post, events, collector, traces } = await start();
      for (const trace of ['k', 'l', 'm', 'n']) await post('/v1/traces', request(orphan(trace)));
      expect(bodiesOf(events())).toEqual(['Hi k', 'Hello', 'Hi l', 'Hello']);
      traces.flush();
      expect(bodiesOf(events())).toEqual(['Hi k', 'Hello', 'Hi l', 'Hello', 'Hi m', 'Hello', 'Hi n', 'Hello']);
      expect(collector.deliveryProblems).toMatchObject({ evictedTraces: 2, evictedConversations: 2, lostRequests: 0 });
      expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([
        '2 traces evicted to limit memory; spans that come late are converted without the earlier ones',
        '2 conversations of traces evicted to limit memory; their later traces may give the same events again',
      ]);
    });

    it('listen counts the spans of a trace that it does not read, since the trace has too many', async () => {
      const { post, events, collector } = await start();
      const spans = ['1', '2', '3', '4', '5'].map((id) => ({ ...orphan('p'), spanId: id }));
      await post('/v1/traces', request(...spans, root('p', 0, {})));
      expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([
        '3 spans not read, of traces that have too many; their messages are in no event',
      ]);
      expect(events()).toEqual([]);
    });

    it('listen counts nothing as evicted while all traces have room', async () => {
      const { post, collector } = await start();
      for (const trace of ['q', 'r']) await post('/v1/traces', request(orphan(trace), root(trace, 0)));
      expect(deliveryProblemLines(collector.deliveryProblems)).toEqual([]);
    });
  });

  it('listen refuses traces of pages of other machines', async () => {
    const { post, events } = await startCollector();
    expect(await post('/v1/traces', request(...FIRST), { origin: 'https://example.com' })).toMatchObject({
      status: 403,
    });
    expect(events()).toEqual([]);
  });
});
