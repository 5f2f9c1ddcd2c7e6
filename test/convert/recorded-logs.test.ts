import { describe, expect, it } from 'vitest';
import { foreignFormat } from '../../src/convert/foreign-formats.js';
import { recognisedBy } from '../../src/convert/recognise.js';
import type { ConvertStreamOptions } from '../../src/library/convert-stream.js';
import { convertStream } from '../../src/library/convert-stream.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const inFolder = testFolders();

/** The events of records in short, and what was left out. */
async function convert(
  records: readonly unknown[],
  options: ConvertStreamOptions = {},
): Promise<{ events: string[]; leftOut: unknown }> {
  const text = records.map((record) => JSON.stringify(record)).join('\n');
  const stream = convertStream([text], {
    userId: 'u1',
    conversationId: 'c1',
    start: '2024-05-15T15:00:00Z',
    ...options,
  });
  const events: string[] = [];
  for await (const { event, properties = {} } of stream) {
    const { message_body: body, action } = properties as { message_body?: string; action?: string };
    if (event !== 'Conversation Started') events.push(`${event}: ${body ?? action}`);
  }
  return { events, leftOut: stream.summary.leftOut };
}

const HI = { role: 'user', content: 'Hi' };
const ASKED = ['Message Sent: Hi', 'Message Received: Hello'];

describe('convert and logs as applications write them', () => {
  it('convert takes an answer of the Responses API for repeated if a replay drops what its search found', async () => {
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sunny' }] };
    const search = { type: 'web_search_call', id: 'ws1', action: { type: 'search', query: 'weather' } };
    const found = { ...search, action: { ...search.action, sources: [{ url: 'CANARY' }] } };
    const response = (id: string, output: unknown[]) => ({ id, object: 'response', created_at: 1715785200, output });
    const more = { role: 'user', content: 'And tomorrow?' };
    const answer = [{ ...said, content: [{ type: 'output_text', text: 'Rain' }] }];
    for (const repeated of [[search, said], [said]]) {
      const { events } = await convert([
        { request: { input: [HI] }, response: response('r1', [found, said]) },
        { request: { input: [HI, ...repeated, more] }, response: response('r2', answer) },
      ]);
      expect(events).toEqual([
        'Message Sent: Hi',
        'Action Invoked: web_search',
        'Message Received: Sunny',
        'Message Sent: And tomorrow?',
        'Message Received: Rain',
      ]);
    }
  });

  it('convert joins a LangSmith run with its patch if it began with empty outputs', async () => {
    const run = { id: 'a1', trace_id: 'a1', dotted_order: '20240515T150000000000Za1' };
    const messages = [{ role: 'assistant', content: 'Hello' }];
    const { events, leftOut } = await convert([
      {
        post: [{ ...run, run_type: 'llm', inputs: { messages: [HI] }, outputs: {}, start_time: '2024-05-15T15:00:00' }],
        patch: [{ ...run, outputs: { messages }, end_time: '2024-05-15T15:00:01' }],
      },
    ]);
    expect(events).toEqual(ASKED);
    expect(leftOut).toEqual({});
  });

  it('convert reads activities of Bot Framework that come from nobody', async () => {
    const activity = { conversation: { id: 'c1' }, channelId: 'test', timestamp: '2024-05-15T15:00:00Z' };
    const { events, leftOut } = await convert([
      { ...activity, id: '1', type: 'conversationUpdate', membersAdded: [{ id: 'b' }] },
      { ...activity, id: '2', type: 'message', text: 'Hi', from: { id: 'u', role: 'user' } },
      { ...activity, id: '3', type: 'message', text: 'Hello', from: { id: 'b', role: 'bot' } },
    ]);
    expect(events).toEqual(ASKED);
    expect(leftOut).toEqual({ 'other activity': 1 });
  });

  it('convert reads the answer of Ollama', async () => {
    const response = {
      model: 'm',
      created_at: '2024-05-15T15:00:01Z',
      message: { role: 'assistant', content: 'Hello' },
    };
    const { events } = await convert([{ request: { model: 'm', messages: [HI] }, response }]);
    expect(events).toEqual(ASKED);
  });

  it('convert takes the bytes of a binary stream for no answer', async () => {
    const response = '0000009200000052'.repeat(20);
    const { events, leftOut } = await convert([{ request: { model: 'm', messages: [HI] }, response }]);
    expect(events).toEqual(['Message Sent: Hi']);
    expect(leftOut).toEqual({ 'failed request': 1 });
  });

  it.each(['execute_tool search', 'running tool: search', 'running tool search', 'search'])(
    'convert writes a call once if its observation in Langfuse is named %j',
    async (name) => {
      const observation = { traceId: 't1', startTime: '2024-05-15T15:00:00Z', endTime: '2024-05-15T15:00:02Z' };
      const call = { type: 'function', function: { name: 'search', arguments: '{}' } };
      const output = [{ role: 'assistant', content: JSON.stringify([call]) }];
      const { events } = await convert([
        { ...observation, id: 'o1', type: 'GENERATION', input: [HI], output },
        { ...observation, id: 'o2', type: 'TOOL', name, startTime: '2024-05-15T15:00:01Z' },
      ]);
      expect(events).toEqual(['Message Sent: Hi', 'Action Invoked: search']);
    },
  );

  it('convert reads the task of an agent, and leaves out what Python printed in place of a part', async () => {
    const agent = {
      trace_id: 't1',
      span_id: 's1',
      name: 'agent',
      start_time: '2024-05-15T15:00:00Z',
      end_time: '2024-05-15T15:00:01Z',
      attributes: {
        'openinference.span.kind': 'AGENT',
        'input.value': '{"task":"Hi","reset":true}',
        'output.value': JSON.stringify([
          {
            role: 'assistant',
            content: [
              { type: 'text', text: "ResponseFunctionToolCall(arguments='CANARY', name='search')" },
              { type: 'text', text: 'Hello' },
            ],
          },
        ]),
      },
    };
    const { events, leftOut } = await convert([agent]);
    expect(events).toEqual(ASKED);
    expect(leftOut).toEqual({ 'unknown content': 1 });
  });

  it('convert counts a trace in which no model, agent or tool was called', async () => {
    const span = { trace_id: 't1', span_id: 's1', name: 'GET /', start_time: 1, attributes: { 'session.id': 'c1' } };
    const { events, leftOut } = await convert([span], { from: 'otel' });
    expect(events).toEqual([]);
    expect(leftOut).toEqual({ 'other trace': 1 });
  });
});

describe('convert and formats that no reader reads', () => {
  const blocks = { messages: [{ role: 'user', content: [{ text: 'Hi' }] }], system: [{ text: 'CANARY' }] };
  const answer = { output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } }, stopReason: 'end_turn' };
  it.each([
    ['a Claude export', { uuid: 'a', name: 'n', chat_messages: [] }],
    ['a session of Claude Code', { sessionId: 's', uuid: 'a', parentUuid: null, message: HI }],
    ['a session of Codex', { timestamp: 't', type: 'session_meta', payload: {} }],
    ['ShareGPT data', { id: 'a', conversations: [{ from: 'human', value: 'Hi' }] }],
    ['ShareGPT data', { from: 'gpt', value: 'Hi' }],
    ['an Intercom conversation', { type: 'conversation', id: '1', conversation_parts: {} }],
    ['a tracker of Rasa', { sender_id: 's', events: [] }],
    ['a log of Dialogflow', { session: 's', queryResult: {} }],
    ['a log of Inspect', { version: 2, eval: {}, samples: [] }],
    ['an agent’s trajectory (ATIF)', { schema_version: 'ATIF-v1.4', steps: [] }],
    ['a recording of a browser (HAR)', { log: { entries: [] } }],
    ['calls of Google Gemini', { request: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] } }],
    ['calls of Google Gemini', { candidates: [{ content: { parts: [{ text: 'Hi' }] } }] }],
    ['calls of Amazon Bedrock’s Converse API', { request: blocks, response: answer }],
    ['calls of Amazon Bedrock’s Converse API', { path: '/model/m/converse', body: blocks, response: answer }],
    ['calls of Amazon Bedrock’s Converse API', answer],
  ])('convert knows %s, and no reader takes it for its own', (title, record) => {
    expect(recognisedBy(record)).toEqual([]);
    expect(foreignFormat(record)).toBe(title);
  });

  it.each([
    '{"id":"a","conversations":[{"from":"human","value":"CANARY"}]}',
    '{"conversations":[{"from":"human","value":"CANARY"}]}',
  ])(
    'convert says what a file of a known format is that it does not read, and what to do with it: %s',
    async (text) => {
      const cwd = inFolder({ 'data.json': text });
      const { code, stderr } = await runInProcess(['convert', 'data.json', '--no-config'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('data.json looks like ShareGPT data, which convert does not read');
      expect(stderr).toContain('make a table of it with a row for each message, and convert that: --from rows');
      expect(stderr).not.toContain('CANARY');
    },
  );

  it('convert proposes the columns of a table with a question and its answer in a row', async () => {
    const cwd = inFolder({ 'log.csv': 'User Input,Bot Response,Timestamp\nHi,Hello,2024-05-15T15:00:00Z\n' });
    const { code, stderr } = await runInProcess(['convert', 'log.csv', '--no-config'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--map text="User Input" --map answer="Bot Response" --map time=Timestamp');
  });
});
