import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognisedBy } from '../../src/convert/recognise.js';
import type { ConvertStreamOptions } from '../../src/library/convert-stream.js';
import { convertStream } from '../../src/library/convert-stream.js';
import { createValidator } from '../../src/library/validator.js';
import { runs } from '../properties/runs.js';
import { FIXTURES } from '../support/root.js';
import { expectAccounted } from './expect-accounted.js';

interface Event {
  readonly event: string;
  readonly userId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function convert(values: readonly unknown[], options: ConvertStreamOptions = {}): Promise<Event[]> {
  const events: Event[] = [];
  const text = values.map((value) => JSON.stringify(value)).join('\n');
  for await (const event of convertStream([text], options)) events.push(event as unknown as Event);
  return events;
}

const names = (events: readonly Event[]): string[] => events.map(({ event }) => event);
const bodies = (events: readonly Event[]): unknown[] =>
  events.flatMap(({ properties }) => properties['message_body'] ?? []);

/** A span of a call of a model. */
function chat(id: string, seconds: number, input: unknown, output: unknown, more: Record<string, unknown> = {}) {
  return {
    trace_id: `trace-${id}`,
    span_id: id,
    name: 'chat',
    start_time: `2024-05-15T15:00:${String(seconds).padStart(2, '0')}Z`,
    end_time: `2024-05-15T15:00:${String(seconds + 1).padStart(2, '0')}Z`,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.conversation.id': 's1',
      'user.id': 'u7',
      'gen_ai.input.messages': JSON.stringify(input),
      'gen_ai.output.messages': JSON.stringify(output),
      ...more,
    },
  };
}

const message = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });
const TURN = [[message('user', 'Hi')], [message('assistant', 'Hello')]] as const;

const SPAN = { traceId: '5f', spanId: '01', name: 'chat', startTimeUnixNano: '1', attributes: [] };
const OBSERVATION = { id: 'o1', traceId: 't1', type: 'GENERATION', startTime: '2024-05-15T15:00:00Z' };
const CHAT = { messages: [{ role: 'user', content: 'Hi' }] };
const COMPLETION = { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'Hello' } }] };
const TRACE = {
  id: 't1',
  timestamp: '2024-05-15T15:00:00Z',
  sessionId: 's1',
  userId: 'u1',
  input: 'Hi',
  output: 'Hello',
};

describe('convert and traces', () => {
  it.each([
    ['otel', 'OTLP spans', { resourceSpans: [] }],
    ['otel', 'OTLP logs', { resourceLogs: [{ scopeLogs: [] }] }],
    ['otel', 'one resource with its spans', { resource: {}, scopeSpans: [{ spans: [SPAN] }] }],
    ['otel', 'Tempo’s batches', { batches: [{ resource: {}, instrumentationLibrarySpans: [{ spans: [SPAN] }] }] }],
    ['otel', 'Tempo’s trace', { trace: { resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] } }],
    ['otel', 'Jaeger’s traces', { data: [{ traceID: '5f', spans: [{ traceID: '5f', spanID: '01' }] }], errors: null }],
    ['otel', 'Jaeger’s trace', { traceID: '5f', spans: [{ traceID: '5f', spanID: '01', operationName: 'chat' }] }],
    ['otel', 'a span of a flat dump', chat('a', 0, ...TURN)],
    ['otel', 'spans of a flat dump', { spans: [chat('a', 0, ...TURN)] }],
    [
      'otel',
      'a span of a console exporter',
      { name: 'chat', context: { trace_id: '0x5f', span_id: '0x01' }, attributes: {} },
    ],
    ['otel', 'a log record', { event_name: 'gen_ai.user.message', trace_id: '5f', body: { content: 'Hi' } }],
    ['langfuse', 'the download of a trace', { trace: { ...TRACE, scores: [] }, observations: [OBSERVATION] }],
    ['langfuse', 'a trace of the API', { ...TRACE, htmlPath: '/t1', observations: [OBSERVATION] }],
    ['langfuse', 'an observation', OBSERVATION],
    [
      'langfuse',
      'a row of observations',
      { id: 'o1', trace_id: 't1', type: 'SPAN', start_time: '2024-05-15 15:00:00' },
    ],
    ['langfuse', 'a score', { id: 's', traceId: 't1', name: 'thumbs', value: 1, source: 'API' }],
    ['langfuse', 'a trace of an OpenAI request', { ...TRACE, tags: [], input: CHAT, output: COMPLETION }],
    ['langfuse', 'an observation of an OpenAI request', { ...OBSERVATION, input: CHAT, output: COMPLETION }],
    ['otel', 'a span with a request', { ...chat('a', 0, ...TURN), input: CHAT, output: COMPLETION }],
    ['langfuse', 'a session', { id: 's1', traces: [TRACE] }],
  ])('convert recognises %s by %s, and no other format', (format, _, value) => {
    expect(recognisedBy(value).map(({ reader }) => reader.name)).toEqual([format]);
  });

  it.each([
    ['batches of something else', { batches: [{ id: 1 }] }],
    ['a list of spans without ids', { spans: [{ start: 1, end: 2 }] }],
    ['a log record of another library', { event_name: 'http.request', trace_id: '5f', body: 'GET /' }],
    ['a score without a source', { traceId: 't1', name: 'thumbs', value: 1 }],
  ])('convert takes %s for no trace', (_, value) => {
    expect(recognisedBy(value)).toEqual([]);
  });

  it.each(['otel/conventions', 'otel/events', 'otel/dialects', 'langfuse/tables', 'langfuse/traces'])(
    'convert gives the same events for the transcripts of %s in any order, in one file, and twice',
    async (name) => {
      const folder = join(FIXTURES, 'convert', name);
      const files = readdirSync(folder).filter((file) => /\.(?:json|jsonl|csv)$/.test(file) && file !== 'options.json');
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
      // CSV is tried with its order of rows alone.
      if (files.some((file) => file.endsWith('.csv'))) {
        const [first = '', second = ''] = texts;
        const ids = async (text: string): Promise<Event[]> => {
          const events: Event[] = [];
          for await (const event of convertStream([text], { userId: 'u1', conversationId: 'c1' }))
            events.push(event as unknown as Event);
          return events;
        };
        const [head = '', ...rows] = first.trimEnd().split('\n');
        expect(second).not.toBe('');
        expect(await ids([head, ...rows.reverse(), ...rows, ''].join('\n'))).toEqual(await ids(first));
        return;
      }
      const values = texts.flatMap(documentsIn);
      const spans = values.flatMap(piecesOf);
      expect(spans.length).toBeGreaterThan(values.length - 1);
      const expected = await convert(spans);
      expect(await convert([...spans].reverse())).toEqual(expected);
      expect(await convert([...spans, ...spans])).toEqual(expected);
    },
  );

  it('convert writes the user that a trace states, and --user-id for those that state none', async () => {
    const unnamed = chat('b', 5, ...TURN, { 'user.id': undefined, 'gen_ai.conversation.id': 's2' });
    const events = await convert([chat('a', 0, ...TURN), unnamed], { userId: 'u1' });
    const users = Object.fromEntries(events.map(({ properties, userId }) => [properties['conversationId'], userId]));
    expect(users).toEqual({ s1: 'u7', s2: 'u1' });
  });

  it('convert makes a conversation of each trace that states none with --conversation-id-from trace', async () => {
    const unnamed = chat('b', 5, ...TURN, { 'gen_ai.conversation.id': undefined });
    const events = await convert([chat('a', 0, ...TURN), unnamed], { conversationIdFrom: 'trace' });
    expect(new Set(events.map(({ properties }) => properties['conversationId']))).toEqual(new Set(['s1', 'trace-b']));
  });

  it('convert leaves the history of other traces out of a trace that is a conversation, and counts it', async () => {
    const history = [message('user', 'Hi'), message('assistant', 'Hello'), message('user', 'Find it')];
    const call = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'find', arguments: {} }] };
    const result = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'CANARY' }] };
    const none = { 'gen_ai.conversation.id': undefined };
    const spans = [
      chat('a', 0, ...TURN, none),
      chat('b', 5, history, [call], none),
      { ...chat('c', 7, [...history, call, result], [message('assistant', 'Found')], none), trace_id: 'trace-b' },
    ];
    const stream = convertStream([spans.map((one) => JSON.stringify(one)).join('\n')], { conversationIdFrom: 'trace' });
    const events: Event[] = [];
    for await (const event of stream) events.push(event as unknown as Event);
    expect(bodies(events)).toEqual(['Hi', 'Hello', 'Find it', 'Found']);
    expect(names(events).filter((name) => name === 'Action Invoked')).toHaveLength(1);
    const { parts, added, leftOut } = stream.summary;
    expect(stream.summary.events - added + Object.values(leftOut).reduce((sum, count) => sum + count, 0)).toBe(parts);
  });

  it('convert writes each message of spans that repeat their history once', async () => {
    const history = [message('user', 'Hi'), message('assistant', 'Hello'), message('user', 'Bye')];
    const events = await convert([chat('b', 5, history, [message('assistant', 'See you')]), chat('a', 0, ...TURN)]);
    expect(bodies(events)).toEqual(['Hi', 'Hello', 'Bye', 'See you']);
  });

  it('convert leaves out what a judge was asked, and what one agent asked another', async () => {
    const agent = (id: string, parent: string | undefined, seconds: number) => ({
      ...chat(id, seconds, [message('user', `to ${id}`)], [message('assistant', `from ${id}`)]),
      trace_id: 'one',
      parent_span_id: parent,
      name: `invoke_agent ${id}`,
    });
    const outer = agent('outer', undefined, 0);
    const inner = agent('inner', 'outer', 2);
    for (const span of [outer, inner]) span.attributes['gen_ai.operation.name'] = 'invoke_agent';
    const judge = agent('judge', 'outer', 4);
    Object.assign(judge.attributes, { 'openinference.span.kind': 'EVALUATOR', 'gen_ai.operation.name': '' });
    expect(bodies(await convert([inner, judge, outer]))).toEqual(['to outer', 'from outer']);
  });

  it('convert writes a tool once that was logged by its call and by spans within each other', async () => {
    const call = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'find', arguments: {} }] };
    const tool = (id: string, parent: string) => ({
      ...chat(id, 2, undefined, undefined, { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'find' }),
      trace_id: 'trace-a',
      parent_span_id: parent,
    });
    const spans = [chat('a', 0, TURN[0], [call]), tool('x', 'a'), tool('y', 'x')];
    expect(names(await convert(spans)).filter((name) => name === 'Action Invoked')).toHaveLength(1);
  });

  it('convert writes the calls of an agent once that its model and it both give back, without ids', async () => {
    const call = { role: 'assistant', parts: [{ type: 'tool_call', name: 'find', arguments: { q: 1 } }] };
    const agent = chat('a', 0, TURN[0], [call], { 'gen_ai.operation.name': 'invoke_agent' });
    const model = { ...chat('m', 0, TURN[0], [call]), trace_id: 'trace-a', parent_span_id: 'a' };
    const events = await convert([agent, model]);
    expect(names(events)).toEqual(['Conversation Started', 'Message Sent', 'Action Invoked']);
  });

  it.each([
    ['Bedrock’s blocks in events', 'Hi', { content: '[{"text":"Hi"}]' }, { message: '[{"text":"Hello"}]' }],
    [
      'the events of Azure',
      'Hi',
      { 'gen_ai.event.content': '{"content":"Hi"}' },
      { 'gen_ai.event.content': '{"message":{"content":"Hello"}}' },
    ],
    ['an event with a list that somebody wrote', '[1, 2]', { content: '[1, 2]' }, { message: { content: 'Hello' } }],
  ])('convert reads %s', async (_, text, asked, answered) => {
    const { attributes, ...span } = chat('a', 0, undefined, undefined);
    const events = [
      { name: 'gen_ai.user.message', attributes: asked },
      { name: 'gen_ai.choice', attributes: answered },
    ];
    expect(bodies(await convert([{ ...span, attributes, events }]))).toEqual([text, 'Hello']);
  });

  it('convert reads spans of the SDK of Langfuse', async () => {
    const attributes = { 'session.id': 's1', 'user.id': 'u7' };
    const of = (type: string, more: Record<string, unknown>) => ({
      ...attributes,
      'langfuse.observation.type': type,
      ...more,
    });
    const sides = { 'langfuse.observation.input': '"Hi"', 'langfuse.observation.output': '"Hello"' };
    const events = await convert([
      { ...chat('a', 0, [], []), attributes: of('agent', sides) },
      {
        ...chat('t', 0, [], []),
        trace_id: 'trace-a',
        parent_span_id: 'a',
        name: 'find',
        attributes: of('tool', sides),
      },
    ]);
    expect(names(events)).toEqual(['Conversation Started', 'Message Sent', 'Action Invoked', 'Message Received']);
    expect(bodies(events)).toEqual(['Hi', 'Hello']);
  });

  it('convert takes scores of Langfuse for ratings only if they came through its API and --feedback names them', async () => {
    const score = { traceId: 't1', name: 'thumbs', value: 1, source: 'API', timestamp: '2024-05-15T15:01:00Z' };
    const values = [
      { ...TRACE, tags: [] },
      { ...score, id: 'a' },
      { ...score, id: 'b', source: 'EVAL' },
      { ...score, id: 'c', name: 'other' },
      { ...score, id: 'd', traceId: null, sessionId: 's1', stringValue: 'down', value: 0.5 },
    ];
    const events = await convert(values, { feedback: { thumbs: { down: -1 } } });
    const ratings = events.filter(({ event }) => event === 'Feedback Submitted').map(({ properties }) => properties);
    expect(ratings).toEqual([
      { conversationId: 's1', messageId: 't1', rating: 1 },
      { conversationId: 's1', rating: -1 },
    ]);
  });

  it('convert reads records of logs whose spans were not exported', async () => {
    const log = (name: string, nanoseconds: number, body: unknown, more: Record<string, unknown> = {}) => ({
      trace_id: '5f',
      event_name: name,
      time_unix_nano: `171578520000000${nanoseconds}000`,
      attributes: { 'gen_ai.conversation.id': 's1', 'user.id': 'u7', ...more },
      body,
    });
    const details = {
      'gen_ai.input.messages': TURN[0],
      'gen_ai.output.messages': TURN[1],
      'gen_ai.response.id': 'r2',
    };
    const events = await convert([
      log('gen_ai.choice', 2, { message: { content: 'One.' } }),
      log('gen_ai.user.message', 1, { content: 'One?' }),
      { ...log('gen_ai.client.inference.operation.details', 3, undefined, details), trace_id: '6f', span_id: '01' },
    ]);
    expect(bodies(events)).toEqual(['One?', 'One.', 'Hi', 'Hello']);
    expect(events.at(-1)?.properties).toMatchObject({ conversationId: 's1', messageId: 'r2' });
  });

  it.each([
    [1_715_785_200_010_000_000, '2024-05-15T15:00:00.010Z'],
    ['1715785200010999999', '2024-05-15T15:00:00.010Z'],
    [1_715_785_200_010_000, '2024-05-15T15:00:00.010Z'],
    ['2024-05-15T17:00:00.010000+02:00', '2024-05-15T15:00:00.010Z'],
  ])('convert reads the time %j of a span to the millisecond', async (time, expected) => {
    const [started] = await convert([{ ...chat('a', 0, ...TURN), start_time: time, end_time: time }]);
    expect(started).toMatchObject({ timestamp: expected });
  });

  it('convert counts calls of models whose messages were not recorded', async () => {
    const silent = chat('a', 0, undefined, undefined, {});
    const stream = convertStream([JSON.stringify(silent)], {});
    for await (const event of stream) expect(event).toBeUndefined();
    expect(stream.summary.leftOut).toEqual({ 'unrecorded content': 1 });
  });
});

/** The JSON documents in a text, one behind the other. */
function documentsIn(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    const parts = text.trimEnd().split(/\n(?=[{[])/);
    return parts.map((part) => JSON.parse(part) as unknown);
  }
}

/** A document cut into as many as it has spans, records of logs, or rows. */
function piecesOf(document: unknown): unknown[] {
  const { resourceSpans, resourceLogs, data } = document as Record<string, unknown>;
  const scopes = (batches: unknown): Record<string, unknown[]>[] =>
    (batches as Record<string, Record<string, unknown[]>[]>[]).flatMap(
      (batch) => batch['scopeSpans'] ?? batch['scopeLogs'] ?? [],
    );
  if (Array.isArray(document)) return document;
  if (Array.isArray(data)) return data;
  if (resourceSpans !== undefined)
    return scopes(resourceSpans).flatMap(({ spans = [] }) =>
      spans.map((span) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })),
    );
  if (resourceLogs !== undefined)
    return scopes(resourceLogs).flatMap(({ logRecords = [] }) =>
      logRecords.map((log) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] })),
    );
  return [document];
}

const ATTRIBUTES = [
  'gen_ai.operation.name',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.prompt.0.content',
  'gen_ai.prompt.0.role',
  'gen_ai.prompt.1.tool_calls.0.name',
  'gen_ai.completion.0.content',
  'gen_ai.completion',
  'gen_ai.tool.name',
  'gen_ai.tool.call.id',
  'gen_ai.conversation.id',
  'llm.input_messages.0.message.content',
  'llm.output_messages.0.message.contents.0.message_content.text',
  'openinference.span.kind',
  'traceloop.span.kind',
  'input.value',
  'output.value',
  'ai.operationId',
  'ai.prompt',
  'ai.response.text',
  'ai.response.toolCalls',
  'gcp.vertex.agent.llm_request',
  'events',
];
const WORDS = [
  'chat',
  'invoke_agent',
  'execute_tool',
  'TOOL',
  'AGENT',
  'EVALUATOR',
  'user',
  'assistant',
  'tool',
  'model',
  'text',
  'tool_call',
  'a',
  '__proto__',
  '[{"role":"user","parts":[{"type":"text","content":"a"}]}]',
  '[{"role":"assistant","content":"a","tool_calls":[{"id":"a","function":{"name":"a"}}]}]',
  '[{"role":"user","content":"a"},{"role":"tool","content":"a"}',
];
const KEYS = [
  'role',
  'content',
  'parts',
  'type',
  'text',
  'name',
  'id',
  'messages',
  'tool_calls',
  'function',
  'contents',
  'functionCall',
  'kwargs',
  'choices',
  'message',
  'stringValue',
  'kvlistValue',
  'arrayValue',
  'values',
];

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'value' },
    fc.constantFrom(...WORDS),
    fc.oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true }), fc.string()),
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'value' }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 5, depthIdentifier: 'value' }),
  ),
}));
const few = fc.constantFrom('a', 'b', 'c');
const anyTime = fc.oneof(fc.integer({ min: 0, max: 2 ** 41 }), fc.constant('1715785200123456789'), anyValue);
const anySpan = fc.record({
  traceId: few,
  spanId: few,
  parentSpanId: few,
  name: few,
  startTimeUnixNano: anyTime,
  endTimeUnixNano: anyTime,
  attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), anyValue, { maxKeys: 6 }),
  events: fc.array(
    fc.record({
      name: fc.constantFrom('gen_ai.user.message', 'gen_ai.choice', 'gen_ai.evaluation.result'),
      attributes: fc.dictionary(fc.constantFrom('content', 'message', 'gen_ai.evaluation.name'), anyValue),
    }),
    { maxLength: 2 },
  ),
});
const anyRow = fc.record({
  id: few,
  traceId: few,
  timestamp: anyTime,
  sessionId: anyValue,
  htmlPath: few,
  parentObservationId: fc.option(few),
  type: fc.constantFrom('SPAN', 'GENERATION', 'AGENT', 'TOOL', 'EVALUATOR', 'other'),
  name: few,
  input: anyValue,
  output: anyValue,
});

describe('convert and any trace', () => {
  const validate = createValidator({ rules: { 'feedback/missing-message-id': 'off', 'value/placeholder': 'off' } });

  it.each([
    ['otel', anySpan],
    ['langfuse', anyRow],
  ] as const)('convert --from %s makes valid events of any trace and accounts for all of it', async (from, record) => {
    await fc.assert(
      fc.asyncProperty(fc.array(record as fc.Arbitrary<unknown>, { minLength: 1, maxLength: 6 }), async (records) => {
        const text = records.map((value) => JSON.stringify(value)).join('\n');
        await expectAccounted(text, { userId: 'u1', conversationId: 'c1', timestamps: false, from }, validate);
      }),
      { ...runs(300), endOnFailure: true },
    );
  });
});
