import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { ExternalSorter } from '../../spill/external-sorter.js';
import { BatchCalls, openAiBatchHalf } from '../batch-calls.js';
import { entryKey } from '../entry-key.js';
import type { LoggedCall } from '../logged-call.js';
import { loggedCall, statedConversation } from '../logged-call.js';
import type { Details, Entry, Exchange, TranscriptRecord } from '../model.js';
import { KEY } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { idIn, numberIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import { streamData } from './openai-stream.js';
import { isItem, isOldestLast, itemEntries } from './response-items.js';
import { isLastEvent, isResponse, isStreamEvent, streamedResponse } from './response-stream.js';

/** Keys of a request, one of which tells it from one for embeddings. */
const REQUEST_KEYS = [
  'instructions',
  'previous_response_id',
  'conversation',
  'max_output_tokens',
  'tools',
  'stream',
  'text',
  'store',
  'background',
];

function isRequest(value: JsonObject): boolean {
  const { input } = value;
  if ('messages' in value) return false;
  if (Array.isArray(input))
    return input.length > 0 && input.every((item) => isObject(item) && (isItem(item) || 'role' in item));
  return typeof input === 'string' && 'model' in value && REQUEST_KEYS.some((key) => key in value);
}

/** The response that was logged: an object, or the events of a stream. */
function responseOf(response: unknown): JsonObject | undefined {
  if (isResponse(response)) return response;
  const events =
    typeof response === 'string' ? streamData(response) : Array.isArray(response) ? response.filter(isObject) : [];
  return streamedResponse(events);
}

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isResponse(value)) return 'object: "response"';
  if (isStreamEvent(value)) return `type: "${wordIn(value['type'])}"`;
  if (value['object'] === 'conversation' || (isItem(value) && idIn(value['id']) !== undefined))
    return 'items of a conversation';
  if (typeof value['custom_id'] === 'string') {
    if (isRequest(objectIn(value['body']) ?? {})) return 'custom_id and input';
    if (isResponse(objectIn(objectIn(value['response'])?.['body']))) return 'custom_id and object: "response"';
  }
  const { request, response } = loggedCall(value, isRequest);
  if (responseOf(response) !== undefined) return 'response with object: "response"';
  return request === undefined ? undefined : 'request with input';
}

function detailsOf(response: JsonObject): Details {
  const usage = objectIn(response['usage']);
  return {
    model: textIn(response['model']),
    finish_reason: textIn(response['status']),
    input_tokens: numberIn(usage?.['input_tokens']),
    output_tokens: numberIn(usage?.['output_tokens']),
  };
}

/** The id of a conversation in a request or a response: a text, or an object with an id. */
function conversationIn(holder: JsonObject | undefined): string | undefined {
  const conversation = holder?.['conversation'];
  return idIn(isObject(conversation) ? conversation['id'] : conversation);
}

/** What stands for all that was said up to a response: a request that goes on from it has only what is new. */
function afterResponse(previous: string): Entry {
  return { role: 'ai_agent', leftOut: true, key: `response ${previous}` };
}

/** The entry as one that no other response has: those who go on from different ones may say the same. */
function onlyIn(response: string): (entry: Entry) => Entry {
  return (entry) => ({ ...entry, [KEY]: undefined, key: `${response} ${entryKey(entry)}` });
}

/** An exchange whose conversation is known only when all responses are read. */
interface Unchained {
  readonly exchange: Exchange;
  readonly id?: string | undefined;
  readonly previous?: string | undefined;
}

class ResponsesReader implements OpenReader {
  readonly #context: ReaderContext;
  /** The response before each one, and all that have one behind them. */
  readonly #previous = new Map<string, string>();
  readonly #continued = new Set<string>();
  /** They may be the whole log, so they go to disk if need be. */
  #unchained: ExternalSorter | undefined;
  #unchainedCount = 0;
  readonly #batch = new BatchCalls();
  #stream: { readonly events: JsonObject[]; readonly record: TranscriptRecord } | undefined;
  #items: { readonly values: JsonObject[]; readonly record: TranscriptRecord } | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isObject(value)) {
      this.#context.reject(record);
      return;
    }
    if (isItem(value) && !('response' in value)) this.#readItem(value, record);
    else if (isStreamEvent(value)) this.#readEvent(value, record);
    else if (typeof value['custom_id'] === 'string')
      this.#batch.add(value['custom_id'], openAiBatchHalf(value), record);
    else if (isResponse(value)) this.#call({ request: undefined, response: value, around: value }, [record]);
    else if (value['object'] !== 'conversation') {
      const call = loggedCall(value, isRequest);
      if (call.request === undefined && responseOf(call.response) === undefined) this.#context.reject(record);
      else this.#call(call, [record]);
    }
  }

  end(): void {
    this.#endItems();
    this.#endStream();
    for (const { call, records } of this.#batch.all()) this.#call(call, records);
    for (const { payload } of this.#unchained?.sorted() ?? []) {
      const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
      const { exchange, id, previous } = JSON.parse(text) as Unchained;
      const isChained = previous !== undefined || (id !== undefined && this.#continued.has(id));
      const known = isChained ? this.#rootOf(id, previous) : undefined;
      this.#context.add(known === undefined ? exchange : { ...exchange, conversation: known });
    }
  }

  #keep(unchained: Unchained): void {
    this.#unchained ??= this.#context.createSorter(1);
    this.#unchained.add(Uint32Array.of(this.#unchainedCount++), Buffer.from(JSON.stringify(unchained)));
  }

  /** The first response of a chain, as far as the log goes back. */
  #rootOf(id: string | undefined, previous: string | undefined): string | undefined {
    let root = previous ?? id;
    const seen = new Set<string>();
    while (root !== undefined && !seen.has(root)) {
      seen.add(root);
      const before = this.#previous.get(root);
      if (before === undefined) return root;
      root = before;
    }
    return root;
  }

  #readItem(item: JsonObject, record: TranscriptRecord): void {
    const known = this.#items?.record;
    if (known !== undefined && (known.file !== record.file || known.group !== record.group)) this.#endItems();
    this.#items ??= { values: [], record };
    this.#items.values.push(item);
  }

  /** The items of a conversation: their list may begin with the newest. */
  #endItems(): void {
    const items = this.#items;
    this.#items = undefined;
    if (items === undefined) return;
    const values = isOldestLast(items.values) ? items.values.reverse() : items.values;
    const entries = itemEntries(values, this.#context);
    this.#context.add({ conversation: undefined, entries, repeats: 'history', records: [items.record] });
  }

  /** Events of a stream belong to the response that began last. */
  #readEvent(event: JsonObject, record: TranscriptRecord): void {
    if (event['type'] === 'response.created') this.#endStream();
    this.#stream ??= { events: [], record };
    this.#stream.events.push(event);
    if (isLastEvent(event)) this.#endStream();
  }

  #endStream(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    const response = stream && streamedResponse(stream.events);
    if (stream === undefined || response === undefined) return;
    this.#call({ request: undefined, response, around: response }, [stream.record]);
  }

  #call({ request, response: logged, around }: LoggedCall, records: readonly TranscriptRecord[]): void {
    const context = this.#context;
    const response = responseOf(logged);
    if (response === undefined && logged !== undefined) context.leaveOut('failed request');
    const input = request?.['input'];
    const items = typeof input === 'string' ? [{ role: 'user', content: input }] : objectsIn(input);
    for (const holder of [request, response])
      if (textIn(holder?.['instructions']) !== undefined) context.leaveOut('system prompt');
    const created = context.time(response?.['created_at'], 's');
    const time = context.time(response?.['completed_at'], 's') ?? created;
    const facts = response === undefined ? {} : { time, details: detailsOf(response) };
    const id = idIn(response?.['id']);
    const previous = idIn(request?.['previous_response_id']) ?? idIn(response?.['previous_response_id']);
    if (id !== undefined && previous !== undefined) this.#previous.set(id, previous);
    if (previous !== undefined) this.#continued.add(previous);
    const answer = itemEntries(objectsIn(response?.['output']), context, facts);
    const own = conversationIn(request) ?? conversationIn(response);
    const entries = itemEntries(items, context);
    const isChained = own === undefined && previous !== undefined;
    const exchange: Exchange = {
      conversation: own ?? statedConversation(around, request, response),
      entries: isChained ? [afterResponse(previous), ...entries.map(onlyIn(previous))] : entries,
      choices: response === undefined ? [] : [isChained ? answer.map(onlyIn(id ?? previous)) : answer],
      repeats: own === undefined ? 'history' : 'new',
      id,
      time,
      requestTime: created,
      records,
    };
    if (exchange.conversation === undefined) this.#keep({ exchange, id, previous });
    else context.add(exchange);
  }
}

/** OpenAI Responses, and the items of its conversations. */
export const responses: Reader = {
  name: 'responses',
  title: 'OpenAI Responses',
  recognise,
  open: (context) => new ResponsesReader(context),
};
