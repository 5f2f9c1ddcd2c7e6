import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../properties/runs.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const folders = testFolders();

const EVENTS = [
  ...['Conversation Started', 'Message Sent', 'Message Received', 'Message Sent', 'Message Received'],
  ...['Feedback Submitted', 'Conversation Ended', 'Action Invoked'],
];
const FIELDS: Readonly<Record<string, object>> = {
  'Message Sent': { message_body: 'hello' },
  'Message Received': { message_body: 'hi' },
  'Feedback Submitted': { rating: 5 },
  'Action Invoked': { type: 't', action: 'a' },
};
const START = Date.UTC(2026, 0, 1);

interface Step {
  readonly event: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** Milliseconds after the start; undefined for a record without a timestamp. */
  readonly after: number | undefined;
  readonly isInvalid: boolean;
}

const someLog = fc.array(
  fc.record<Step>({
    event: fc.constantFrom(...EVENTS),
    conversationId: fc.constantFrom('a', 'b', 'c', 'd'),
    messageId: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6'),
    after: fc.option(fc.nat(100), { nil: undefined, freq: 12 }),
    isInvalid: fc.nat(9).map((number) => number === 0),
  }),
  { minLength: 1, maxLength: 60 },
);

function textOf({ event, conversationId, messageId, after, isInvalid }: Step): string {
  const time = after === undefined ? {} : { timestamp: new Date(START + after).toISOString() };
  const properties = { conversationId, messageId, ...FIELDS[event], ...(isInvalid ? { role: 5 } : {}) };
  return `${JSON.stringify({ type: 'track', event, userId: 'u', ...time, properties })}\n`;
}

/** The summary, worked out the plain way. */
function expected(log: readonly Step[], isByTime: boolean) {
  const withEvent = (steps: readonly Step[], name: string) => steps.some(({ event }) => event === name);
  const turns: number[] = [];
  const replies: number[] = [];
  let [abandoned, unanswered] = [0, 0];
  const ids = new Set(log.map(({ conversationId }) => conversationId));
  const conversations = [...ids].map((id) => log.filter(({ conversationId }) => conversationId === id));
  for (const steps of conversations) {
    let before = Number.NEGATIVE_INFINITY;
    const timed = steps.map((step) => {
      before = step.after ?? before;
      return { ...step, orderedBy: before };
    });
    // The sort is stable.
    const ordered = isByTime
      ? timed.sort((a, b) => (a.orderedBy === b.orderedBy ? 0 : a.orderedBy - b.orderedBy))
      : timed;
    const firstKinds = new Map<string, string>();
    let [isOpen, count] = [false, 0];
    let sent: Step | undefined;
    for (const step of ordered) {
      const { event, messageId, after } = step;
      if (event === 'Conversation Started') isOpen = true;
      if (event === 'Conversation Ended') isOpen = false;
      if (!event.startsWith('Message')) continue;
      const isRepeated = firstKinds.get(messageId) === event;
      if (!firstKinds.has(messageId)) firstKinds.set(messageId, event);
      if (isRepeated) continue;
      if (event === 'Message Sent') sent = step;
      else if (sent !== undefined) {
        count++;
        if (isByTime && after !== undefined && sent.after !== undefined) replies.push(after - sent.after);
        sent = undefined;
      }
    }
    turns.push(count);
    if (isOpen) abandoned++;
    if (sent !== undefined) unanswered++;
  }
  const percentile = (numbers: number[], share: number) => {
    const sorted = numbers.sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1];
  };
  const counted = (name: string) => conversations.filter((steps) => withEvent(steps, name)).length;
  return {
    total: conversations.length,
    stages: {
      started: counted('Conversation Started'),
      sent: counted('Message Sent'),
      received: counted('Message Received'),
      feedback: counted('Feedback Submitted'),
      ended: counted('Conversation Ended'),
    },
    abandoned,
    unanswered,
    turns: { p50: percentile(turns, 0.5), p95: percentile(turns, 0.95), max: Math.max(...turns) },
    replies: {
      count: replies.length,
      ...(replies.length === 0
        ? {}
        : { p50Ms: percentile(replies, 0.5), p95Ms: percentile(replies, 0.95), maxMs: Math.max(...replies) }),
    },
  };
}

/** The summary at the end of a JSON document, or in the last line. */
async function summaryOf(cwd: string, ...argv: string[]) {
  const { stdout } = await runInProcess(['validate', '--no-config', ...argv], { cwd });
  const text = argv.includes('ndjson') ? (stdout.trim().split('\n').at(-1) ?? '') : stdout;
  return (JSON.parse(text) as { summary: { conversations?: object } }).summary;
}

describe('validate sums up conversations', () => {
  it('as the plain way of counting does, however the log is spread over files', async () => {
    await fc.assert(
      fc.asyncProperty(
        someLog,
        fc.nat(60),
        fc.constantFrom('off', 'always'),
        fc.boolean(),
        async (log, cut, scan, byTime) => {
          const cwd = folders({
            'a.ndjson': log.slice(0, cut).map(textOf).join(''),
            'b.ndjson': log.slice(cut).map(textOf).join(''),
          });
          const argv = ['validate', '--no-config', 'a.ndjson', 'b.ndjson', '-f', 'json'];
          const order = byTime ? [] : ['--conversation-order', 'log'];
          const { stdout } = await runInProcess([...argv, ...order], { cwd, env: { COPILOT_EVENTS_SCAN: scan } });
          const close = (values: { p50Ms?: number; p95Ms?: number }) => ({
            ...values,
            ...(values.p50Ms === undefined
              ? {}
              : { p50Ms: expect.closeTo(values.p50Ms, -1), p95Ms: expect.closeTo(values.p95Ms ?? 0, -1) }),
          });
          const counted = expected(log, byTime);
          expect(JSON.parse(stdout).summary.conversations).toEqual({ ...counted, replies: close(counted.replies) });
        },
      ),
      { ...runs(100), endOnFailure: true },
    );
  });

  it('in json and in ndjson alike, but not if no rule about conversations is on', async () => {
    const step = { conversationId: 'a', messageId: 'm1', isInvalid: false };
    const cwd = folders({
      'a.ndjson':
        textOf({ ...step, event: 'Message Sent', after: 0 }) +
        textOf({ ...step, event: 'Message Received', after: 50 }),
    });
    const conversations = (await summaryOf(cwd, 'a.ndjson', '-f', 'json')).conversations;
    expect(conversations).toHaveProperty('replies', { count: 1, p50Ms: 50, p95Ms: 50, maxMs: 50 });
    expect((await summaryOf(cwd, 'a.ndjson', '-f', 'ndjson')).conversations).toEqual(conversations);
    const off = await summaryOf(cwd, 'a.ndjson', '-f', 'json', '--rule', 'conversation/*=off');
    expect(off).not.toHaveProperty('conversations');
  });

  it('without reply times where records are ordered as they stand in the log, of conversations that break no rule, too', async () => {
    const step = { conversationId: 'a', messageId: 'm1', isInvalid: false };
    const cwd = folders({
      'a.ndjson':
        textOf({ ...step, event: 'Conversation Started', after: 0 }) +
        textOf({ ...step, event: 'Message Sent', after: 1 }) +
        textOf({ ...step, messageId: 'm2', event: 'Message Received', after: 50 }),
    });
    const inTheLog = (await summaryOf(cwd, 'a.ndjson', '-f', 'json', '--conversation-order', 'log')).conversations;
    expect(inTheLog).toMatchObject({ total: 1, turns: { max: 1 }, replies: { count: 0 } });
    expect((await summaryOf(cwd, 'a.ndjson', '-f', 'json')).conversations).toHaveProperty('replies.count', 1);
  });

  it('the same when all rows go to temporary files', async () => {
    const { ConversationCheck } = await import('../../src/check/conversation-check.js');
    const { ConversationMeasures } = await import('../../src/conversations/conversation-measures.js');
    const { createCheck } = await import('../../src/check/check-record.js');
    const { builtInRegistry } = await import('../../src/schema/registry.js');
    const { TemporaryFiles } = await import('../../src/spill/temporary-files.js');
    const registry = builtInRegistry();
    const levelOf = () => 'warning' as const;
    const check = createCheck({ registry, levelOf, now: Date.now });
    const [log] = fc.sample(fc.array(someLog, { minLength: 20, maxLength: 20 }), 1).map((logs) => logs.flat());
    const measured = (memory: object) => {
      const measures = new ConversationMeasures();
      const conversations = new ConversationCheck({
        registry,
        levelOf,
        files: new TemporaryFiles(),
        measures,
        ...memory,
      });
      conversations.beginFile('a.ndjson');
      (log ?? []).forEach((step, index) => {
        const bytes = Buffer.from(textOf(step).trimEnd());
        conversations.add(check({ file: 'a.ndjson', number: index + 1, line: index + 1, column: 1, bytes }));
      });
      for (const _ of conversations.end(true));
      return measures.summary();
    };
    const tiny = { rowBytes: 1024, idBytes: 1024, partitionBytes: 512, sorterBytes: 64 * 1024 };
    expect(measured({ memory: tiny })).toEqual(measured({}));
  });
});
