import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the model says or calls next. */
export interface Reply {
  /** The answers to choose from; none: tools are called. */
  readonly answers: readonly string[];
  readonly tools: readonly { readonly name: string; readonly input: object }[];
  /** Whether the stream stops in the middle. */
  readonly isCut: boolean;
  /** Seconds since 1970. */
  readonly at: number;
  readonly id: string;
}

/** The header of a request that names its reply. */
export const REPLY = 'x-reply';

const CUT = 'cut';
type Stream = readonly (object | typeof CUT)[];

const halves = (answer: string): [string, string] => [
  answer.slice(0, answer.length / 2),
  answer.slice(answer.length / 2),
];

const calls = ({ tools, id }: Reply) =>
  tools.map(({ name, input }, index) => ({
    index,
    id: `call-${id}-${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));

function chatCompletion(reply: Reply): object {
  const { answers, id, at } = reply;
  const head = { id: `chatcmpl-${id}`, object: 'chat.completion', created: at, model: 'mock' };
  const contents = answers.length === 0 ? [null] : answers;
  return {
    ...head,
    choices: contents.map((content, index) => ({
      index,
      message: {
        role: 'assistant',
        content,
        refusal: null,
        reasoning_content: 'CANARY reasoning',
        ...(content === null ? { tool_calls: calls(reply).map(({ index: _, ...call }) => call) } : {}),
      },
      logprobs: null,
      finish_reason: content === null ? 'tool_calls' : 'stop',
    })),
    usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 },
  };
}

function chatChunks(reply: Reply): Stream {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    id: `chatcmpl-${reply.id}`,
    object: 'chat.completion.chunk',
    created: reply.at,
    model: 'mock',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const head = chunk({ role: 'assistant', content: '', reasoning_content: 'CANARY reasoning' });
  const [answer] = reply.answers;
  if (answer === undefined) {
    const pieces = calls(reply).flatMap(({ index, id, type, function: { name, arguments: text } }) => [
      chunk({ tool_calls: [{ index, id, type, function: { name, arguments: text.slice(0, 4) } }] }),
      chunk({ tool_calls: [{ index, function: { arguments: text.slice(4) } }] }),
    ]);
    return [head, ...pieces, chunk({}, 'tool_calls')];
  }
  const [first, second] = halves(answer);
  return [
    head,
    chunk({ content: first }),
    ...(reply.isCut ? ([CUT] as const) : [chunk({ content: second }), chunk({}, 'stop')]),
  ];
}

function responseItems({ answers, tools, id }: Reply): object[] {
  const [answer] = answers;
  const summary = [{ type: 'summary_text', text: 'CANARY reasoning' }];
  return [
    { type: 'reasoning', id: `rs-${id}`, summary },
    ...tools.map(({ name, input }, index) => ({
      type: 'function_call',
      id: `fc-${id}-${index}`,
      call_id: `call-${id}-${index}`,
      name,
      arguments: JSON.stringify(input),
      status: 'completed',
    })),
    ...(answer === undefined
      ? []
      : [
          {
            type: 'message',
            id: `msg-${id}`,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: answer, annotations: [] }],
          },
        ]),
  ];
}

function responseObject(reply: Reply, previous: unknown): object {
  return {
    id: `resp-${reply.id}`,
    object: 'response',
    created_at: reply.at,
    status: 'completed',
    model: 'mock',
    instructions: 'CANARY instructions',
    previous_response_id: previous ?? null,
    output: responseItems(reply),
    usage: { input_tokens: 9, output_tokens: 9, total_tokens: 18 },
  };
}

function responseEvents(reply: Reply, previous: unknown): Stream {
  const whole = responseObject(reply, previous);
  const items = responseItems(reply);
  const events: (object | typeof CUT)[] = [
    { type: 'response.created', response: { ...whole, status: 'in_progress', output: [] } },
  ];
  for (const [output_index, item] of items.entries()) {
    const place = { output_index, item_id: (item as { id: string }).id, content_index: 0 };
    events.push({
      type: 'response.output_item.added',
      output_index,
      item: { ...item, content: [], status: 'in_progress' },
    });
    if (!('role' in item)) {
      events.push({ type: 'response.output_item.done', output_index, item });
      continue;
    }
    const [first, second] = halves(reply.answers[0] ?? '');
    events.push({
      type: 'response.content_part.added',
      ...place,
      part: { type: 'output_text', text: '', annotations: [] },
    });
    events.push({ type: 'response.output_text.delta', ...place, delta: first });
    if (reply.isCut) return [...events, CUT];
    events.push({ type: 'response.output_text.delta', ...place, delta: second });
    events.push({ type: 'response.output_text.done', ...place, text: reply.answers[0] });
    events.push({ type: 'response.output_item.done', output_index, item });
  }
  return [...events, { type: 'response.completed', response: whole }];
}

function messageBlocks({ answers, tools, id }: Reply): object[] {
  return [
    { type: 'thinking', thinking: 'CANARY reasoning', signature: 'CANARY' },
    ...tools.map(({ name, input }, index) => ({ type: 'tool_use', id: `call-${id}-${index}`, name, input })),
    ...answers.slice(0, 1).map((answer) => ({ type: 'text', text: answer })),
  ];
}

function messageObject(reply: Reply): object {
  return {
    id: `msg-${reply.id}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-mock',
    content: messageBlocks(reply),
    stop_reason: reply.tools.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 9 },
  };
}

function messageEvents(reply: Reply): Stream {
  const events: (object | typeof CUT)[] = [
    { type: 'message_start', message: { ...messageObject(reply), content: [], stop_reason: null } },
  ];
  for (const [index, block] of messageBlocks(reply).entries()) {
    const { type, input, text: answer, thinking } = block as Record<string, unknown>;
    const start = type === 'tool_use' ? { ...block, input: {} } : { type, [type as string]: '' };
    events.push({ type: 'content_block_start', index, content_block: start });
    if (type === 'tool_use') {
      const json = JSON.stringify(input);
      for (const partial_json of [json.slice(0, 4), json.slice(4)])
        events.push({ type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } });
    } else if (type === 'thinking') {
      events.push({ type: 'content_block_delta', index, delta: { type: 'thinking_delta', thinking } });
    } else {
      const [first, second] = halves(String(answer));
      events.push({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: first } });
      if (reply.isCut) return [...events, CUT];
      events.push({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: second } });
    }
    events.push({ type: 'content_block_stop', index });
  }
  const end = {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 9 },
  };
  return [...events, end, { type: 'message_stop' }];
}

function sendStream(response: ServerResponse, stream: Stream): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [index, event] of stream.entries()) {
    // The client stops reading here.
    if (event === CUT) return;
    const { type } = event as { type?: string };
    const name = type === undefined ? '' : `event: ${type}\n`;
    const data = type?.startsWith('response.') ? { sequence_number: index, ...event } : event;
    response.write(`${name}data: ${JSON.stringify(data)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

/** A server on the loopback interface that speaks the APIs of models, and keeps what an exporter of OpenTelemetry sends. */
export interface ModelServer {
  readonly url: string;
  /** Bodies of `/v1/traces`. */
  readonly traces: readonly string[];
  /** Adds the reply for requests whose header names it. `failures`: how often the server fails before it gives it. */
  add(key: string, reply: Reply, failures: number): void;
  close(): Promise<void>;
}

/** Starts a server. Requests without a known reply are answered with 400. */
export async function startModelServer(): Promise<ModelServer> {
  const replies = new Map<string, { readonly reply: Reply; failures: number }>();
  const traces: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const json = (status: number, value: object, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    };
    if (request.url === '/v1/traces') {
      traces.push(body);
      json(200, {});
      return;
    }
    const known = replies.get(String(request.headers[REPLY]));
    if (known === undefined) {
      json(400, { error: { message: 'no such reply', type: 'mock' } });
      return;
    }
    if (known.failures > 0) {
      known.failures--;
      json(503, { error: { message: 'overloaded', type: 'mock' } }, { 'retry-after-ms': '1' });
      return;
    }
    const { stream, previous_response_id: previous } = JSON.parse(body);
    const { reply } = known;
    if (request.url === '/v1/chat/completions')
      stream ? sendStream(response, chatChunks(reply)) : json(200, chatCompletion(reply));
    else if (request.url === '/v1/responses')
      stream ? sendStream(response, responseEvents(reply, previous)) : json(200, responseObject(reply, previous));
    else stream ? sendStream(response, messageEvents(reply)) : json(200, messageObject(reply));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    traces,
    add: (key, reply, failures) => replies.set(key, { reply, failures }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
