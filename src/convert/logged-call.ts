import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { ReaderContext } from './reader.js';
import { decoded, firstId } from './values.js';

/** A call of a model API as it was logged: with both sides in one object, under whatever names. */
export interface LoggedCall {
  readonly request: JsonObject | undefined;
  /** An object, or the text of a stream. */
  readonly response: unknown;
  /** What both stand in; the request or the response itself if there is no more. */
  readonly around: JsonObject;
}

const REQUESTS = ['request', 'input', 'body', 'kwargs', 'request_body', 'requestBody', 'req', 'params'];
const RESPONSES = ['response', 'output', 'completion', 'response_body', 'responseBody', 'res', 'result'];

const BODIES = ['body', 'inputBodyJson', 'outputBodyJson'];

/** Names of the conversation in what applications write around a call. */
const CONVERSATION_KEYS = [
  'conversation_id',
  'conversationId',
  'session_id',
  'sessionId',
  'thread_id',
  'threadId',
  'chat_id',
  'chatId',
];
const TIME_KEYS = [
  'timestamp',
  'request_time',
  'start_time',
  'startTime',
  'created_at',
  'createdAt',
  'time',
  'date',
  'ts',
];
const END_KEYS = ['end_time', 'endTime', 'response_time', 'completed_at', 'completedAt'];

function side(around: JsonObject, names: readonly string[]): unknown {
  const name = names.find((one) => around[one] !== undefined && around[one] !== null);
  const value = name === undefined ? undefined : decoded(around[name]);
  if (!isObject(value) || 'messages' in value || 'choices' in value) return value;
  // Loggers of HTTP and of Bedrock keep the body beside the address, the status or the type of the content.
  const body = BODIES.find((one) => value[one] !== undefined && value[one] !== null);
  return body === undefined ? value : decoded(value[body]);
}

/** Both sides of a logged call. `isRequest`: whether an object is a request by itself. */
export function loggedCall(value: JsonObject, isRequest: (value: JsonObject) => boolean): LoggedCall {
  const response = side(value, RESPONSES);
  if (isRequest(value)) return { request: value, response, around: value };
  const request = side(value, REQUESTS);
  return { request: isObject(request) && isRequest(request) ? request : undefined, response, around: value };
}

/** The conversation that is named around a call, in its metadata, or in those of its sides. */
export function statedConversation(...holders: readonly unknown[]): string | undefined {
  const objects = holders.filter(isObject);
  for (const object of [...objects, ...objects.map((one) => decoded(one['metadata'])).filter(isObject)]) {
    const id = firstId(...CONVERSATION_KEYS.map((key) => object[key]));
    if (id !== undefined) return id;
  }
  return undefined;
}

/** When a call was made, as what is around it tells. `path`: of `--map time=path`. */
export function requestTime(around: JsonObject, { time, options }: ReaderContext): string | undefined {
  const { time: path } = options.map;
  if (path !== undefined) return undefined;
  for (const key of TIME_KEYS) {
    const found = key in around ? time(around[key]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** When a call was answered, as what is around it tells. */
export function answerTime(around: JsonObject, { time }: ReaderContext): string | undefined {
  for (const key of END_KEYS) {
    const found = key in around ? time(around[key]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The earlier of two times, either of which may be missing. */
export function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
