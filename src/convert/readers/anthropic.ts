import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { BatchHalf } from '../batch-calls.js';
import { BatchCalls } from '../batch-calls.js';
import type { LoggedCall } from '../logged-call.js';
import { answerTime, loggedCall, requestTime, statedConversation } from '../logged-call.js';
import type { Action, Details, Entry, TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { argumentsKey, canonicalJson, idIn, numberIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import { isStreamEvent, streamedMessage } from './anthropic-stream.js';
import { streamData } from './openai-stream.js';

/** Types of content that only this API has. */
const OWN_CONTENT =
  /^(?:tool_use|tool_result|server_tool_use|mcp_tool_use|thinking|redacted_thinking|\w+_tool_result)$/;
const REASONING = new Set(['thinking', 'redacted_thinking']);
const UPLOADS = new Set(['image', 'document', 'file', 'container_upload', 'search_result']);

/** The kinds of calls, by the types of their blocks. */
const CALLS: Readonly<Record<string, string>> = {
  tool_use: 'tool',
  server_tool_use: 'server_tool',
  mcp_tool_use: 'mcp',
};

const isMessage = (value: unknown): value is JsonObject =>
  isObject(value) &&
  value['type'] === 'message' &&
  value['role'] === 'assistant' &&
  Array.isArray(value['content']) &&
  'stop_reason' in value;

/** Whether all blocks have a type. Those of Bedrock’s own API have none. */
const areTyped = (blocks: unknown): boolean => objectsIn(blocks).every(({ type }) => type !== undefined);

function isRequest(value: JsonObject): boolean {
  const messages = objectsIn(value['messages']);
  if (
    messages.length === 0 ||
    !messages.every(({ role, content }) => typeof role === 'string' && content !== undefined && areTyped(content)) ||
    !areTyped(value['system'])
  )
    return false;
  if ('system' in value || 'anthropic_version' in value) return true;
  const hasOwn = messages.some(({ content }) => objectsIn(content).some(({ type }) => OWN_CONTENT.test(wordIn(type))));
  return hasOwn || ('max_tokens' in value && /^claude/.test(wordIn(value['model'])));
}

/** Whether an object holds messages at all: with an answer of this API beside it, that is enough. */
function hasMessages(value: JsonObject): boolean {
  return Array.isArray(value['messages']);
}

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isMessage(value)) return 'type: "message" and stop_reason';
  if (isStreamEvent(value)) return `type: "${wordIn(value['type'])}"`;
  if (typeof value['custom_id'] === 'string') {
    if (isObject(value['params']) && hasMessages(value['params'])) return 'custom_id and params';
    if (textIn(objectIn(value['result'])?.['type']) !== undefined) return 'custom_id and result';
  }
  const { request, response } = loggedCall(value, hasMessages);
  if (request !== undefined && (isMessage(answerOf(response)) || isRequest(request)))
    return 'request of the Messages API';
  return isMessage(answerOf(response)) ? 'response with type: "message"' : undefined;
}

/** The message that a logged response stands for: an object, or the text or the events of a stream. */
function answerOf(response: unknown): JsonObject | undefined {
  if (isMessage(response)) return response;
  const events =
    typeof response === 'string' ? streamData(response) : Array.isArray(response) ? response.filter(isObject) : [];
  return events.some(isStreamEvent) ? streamedMessage(events) : undefined;
}

function blocksOf(content: unknown): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content);
}

/** The text of blocks, joined without a separator: one answer is cut into blocks around the calls of server tools. */
function textOf(blocks: readonly JsonObject[]): string | undefined {
  const text = blocks.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join('');
  return text.trim() === '' ? undefined : text;
}

function actionsOf(blocks: readonly JsonObject[], context: ReaderContext): Action[] {
  return blocks.flatMap((block): Action[] => {
    const type = wordIn(block['type']);
    const kind = CALLS[type];
    if (kind === undefined) {
      if (REASONING.has(type)) context.leaveOut('reasoning');
      else if (type.endsWith('tool_result')) context.leaveOut('tool result');
      else if (type !== 'text') context.leaveOut('unknown content');
      return [];
    }
    const action = textIn(block['name']);
    if (action === undefined) {
      context.leaveOut('unknown content');
      return [];
    }
    const server = textIn(block['server_name']);
    const extra = server === undefined ? {} : { extra: { server_name: server } };
    const byProvider: Pick<Action, 'isByProvider'> = kind === 'tool' ? {} : { isByProvider: true };
    return [{ type: kind, action, key: argumentsKey(block['input']), ...byProvider, ...extra }];
  });
}

/** A message of the customer, and before it the tool results that stand in it. */
function userEntries(content: unknown, { leaveOut }: ReaderContext): Entry[] {
  const blocks = blocksOf(content);
  const results = blocks.filter(({ type }) => wordIn(type).endsWith('tool_result'));
  const uploads = blocks.filter(({ type }) => UPLOADS.has(wordIn(type)));
  const others = blocks.length - results.length - uploads.length - blocks.filter(({ type }) => type === 'text').length;
  leaveOut('tool result', results.length);
  leaveOut('upload', uploads.length);
  leaveOut('unknown content', others);
  const entries: Entry[] = results.map((block) => ({
    role: 'ai_agent',
    leftOut: true,
    key: `tool ${textOf(blocksOf(block['content'])) ?? canonicalJson(block['content'] ?? null)}`,
  }));
  const text = textOf(blocks);
  if (text === undefined && uploads.length === 0 && results.length > 0) return entries;
  const sizes = uploads.map((block) => JSON.stringify(block).length).join(' ');
  return [
    ...entries,
    {
      role: 'customer',
      text: text ?? (uploads.length > 0 ? '' : undefined),
      ...(uploads.length > 0 ? { key: `customer ${text ?? ''} ${sizes}` } : {}),
    },
  ];
}

function modelEntry(
  content: unknown,
  context: ReaderContext,
  facts: Pick<Entry, 'id' | 'time' | 'details'> = {},
): Entry {
  const blocks = blocksOf(content);
  const beforeText = blocks.slice(0, blocks.findLastIndex(({ type }) => type === 'text') + 1);
  const callsBefore = beforeText.filter(({ type }) => wordIn(type) in CALLS).length;
  return { role: 'ai_agent', ...facts, text: textOf(blocks), callsBefore, actions: actionsOf(blocks, context) };
}

function detailsOf(message: JsonObject): Details {
  const usage = objectIn(message['usage']);
  return {
    model: textIn(message['model']),
    finish_reason: textIn(message['stop_reason']),
    input_tokens: numberIn(usage?.['input_tokens']),
    output_tokens: numberIn(usage?.['output_tokens']),
  };
}

/** The beginning of an answer that the request gives (a prefill): the model goes on from it. */
function prefillOf(messages: readonly JsonObject[]): JsonObject | undefined {
  const last = messages.at(-1);
  if (last?.['role'] !== 'assistant') return undefined;
  return blocksOf(last['content']).every(({ type }) => type === 'text') ? last : undefined;
}

function batchHalf(value: JsonObject): BatchHalf {
  const request = objectIn(value['params']);
  const result = objectIn(value['result']);
  return request === undefined
    ? { response: objectIn(result?.['message']) ?? { error: result?.['type'] } }
    : { request };
}

class AnthropicReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #batch = new BatchCalls();
  #stream: { events: JsonObject[]; record: TranscriptRecord } | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isObject(value)) this.#context.reject(record);
    else if (isStreamEvent(value)) this.#readStream(value, record);
    else if (isMessage(value)) this.#call({ request: undefined, response: value, around: value }, [record]);
    else if (typeof value['custom_id'] === 'string') this.#batch.add(value['custom_id'], batchHalf(value), record);
    else {
      const call = loggedCall(value, hasMessages);
      if (call.request === undefined && answerOf(call.response) === undefined) this.#context.reject(record);
      else this.#call(call, [record]);
    }
  }

  end(): void {
    this.#endStream();
    for (const { call, records } of this.#batch.all()) this.#call(call, records);
  }

  /** Events of a stream bear no id: they belong to the message that began last. */
  #readStream(event: JsonObject, record: TranscriptRecord): void {
    if (event['type'] === 'message_start') this.#endStream();
    this.#stream ??= { events: [], record };
    this.#stream.events.push(event);
  }

  #endStream(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream === undefined) return;
    const response = streamedMessage(stream.events);
    this.#call({ request: undefined, response, around: response }, [stream.record]);
  }

  #call({ request, response, around }: LoggedCall, records: readonly TranscriptRecord[]): void {
    const context = this.#context;
    const answer = answerOf(response);
    if (answer === undefined && response !== undefined) context.leaveOut('failed request');
    const messages = objectsIn(request?.['messages']);
    const prefill = answer === undefined ? undefined : prefillOf(messages);
    if (objectIn(request)?.['system'] !== undefined) context.leaveOut('system prompt');
    const entries = messages
      .filter((message) => message !== prefill)
      .flatMap(({ role, content }): Entry[] => {
        if (role === 'user') return userEntries(content, context);
        if (role === 'assistant') return [modelEntry(content, context)];
        context.leaveOut(role === 'system' || role === 'developer' ? 'system prompt' : 'unknown role');
        return [];
      });
    const time = answer === around ? undefined : answerTime(around, context);
    const asked = answer === around ? undefined : requestTime(around, context);
    const content = [...blocksOf(prefill?.['content']), ...blocksOf(answer?.['content'])];
    const facts = answer && { id: idIn(answer['id']), time, details: detailsOf(answer) };
    context.add({
      conversation: statedConversation(around, request),
      entries,
      choices: facts === undefined ? [] : [[modelEntry(content, context, facts)]],
      repeats: request === undefined ? 'new' : 'history',
      time: time ?? asked,
      requestTime: asked,
      records,
    });
  }
}

/** Anthropic Messages: requests, responses, batches and streams. */
export const anthropic: Reader = {
  name: 'anthropic',
  title: 'Anthropic Messages',
  recognise,
  open: (context) => new AnthropicReader(context),
};
