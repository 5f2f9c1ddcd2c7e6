import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { chatEntries } from './chat-messages.js';
import type { Details, Entry } from './model.js';
import type { ReaderContext } from './reader.js';
import { decoded, idIn, numberIn, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** Roles of OpenAI’s chats for LangChain’s types of messages. */
const ROLES: Readonly<Record<string, string>> = {
  human: 'user',
  user: 'user',
  ai: 'assistant',
  assistant: 'assistant',
  system: 'system',
  developer: 'developer',
  tool: 'tool',
  function: 'function',
  remove: 'remove',
};
/** Blocks of content that repeat a call which stands beside them. */
const CALL_BLOCKS = new Set(['tool_use', 'tool_call', 'function_call', 'input_json_delta', 'tool_call_chunk']);

/** The type of a message: `human` for `HumanMessageChunk`. */
function typeOf(name: unknown): string {
  return wordIn(name ?? undefined)
    .toLowerCase()
    .replace(/message(?:chunk)?$/, '');
}

/** What a message holds, whichever way it is written, and its type; undefined if it is none of LangChain’s. */
function bodyOf(value: unknown): { readonly type: string; readonly body: JsonObject } | undefined {
  if (!isObject(value)) return undefined;
  const kwargs = value['kwargs'];
  if (value['type'] === 'constructor' && isObject(kwargs)) {
    const path = value['id'];
    return known(typeOf(Array.isArray(path) ? path.at(-1) : undefined), kwargs);
  }
  const { data } = value;
  if (isObject(data) && 'content' in data) return known(typeOf(value['type']), data);
  return 'content' in value && !isOpenAi(value) ? known(typeOf(value['type']), value) : undefined;
}

function known(type: string, body: JsonObject): { readonly type: string; readonly body: JsonObject } | undefined {
  return type === 'chat' || Object.hasOwn(ROLES, type) ? { type, body } : undefined;
}

/** Whether a message names its role as OpenAI’s API does. */
const isOpenAi = ({ role, content }: JsonObject): boolean =>
  Object.hasOwn(ROLES, wordIn(role)) && (typeof content === 'string' || Array.isArray(content) || content === null);

/** Whether a value is a message of LangChain: plain, stored, or a constructor. */
export function isLangChainMessage(value: unknown): boolean {
  return bodyOf(value) !== undefined;
}

/** Whether a value is a message that LangChain takes: one of its own, of OpenAI’s kind, or a pair of role and text. */
export function isAnyMessage(value: unknown): boolean {
  if (Array.isArray(value))
    return value.length === 2 && Object.hasOwn(ROLES, wordIn(value[0])) && typeof value[1] === 'string';
  return isLangChainMessage(value) || (isObject(value) && isOpenAi(value));
}

/** The calls of a message in OpenAI’s form. Providers’ own notes of them count only if LangChain has none. */
function callsOf(body: JsonObject): JsonObject {
  const calls = objectsIn(body['tool_calls']);
  const further = objectIn(body['additional_kwargs']) ?? {};
  if (calls.length > 0) {
    return {
      tool_calls: calls.map((call) =>
        'args' in call ? { type: 'tool', tool: { name: call['name'], arguments: call['args'] } } : call,
      ),
    };
  }
  if (objectsIn(further['tool_calls']).length > 0) return { tool_calls: further['tool_calls'] };
  if (isObject(further['function_call'])) return { function_call: further['function_call'] };
  const blocks = objectsIn(body['content']).filter(({ type }) => type === 'tool_use');
  if (blocks.length === 0) return 'function_call' in body ? { function_call: body['function_call'] } : {};
  return {
    tool_calls: blocks.map(({ name, input }) => ({ type: 'tool', tool: { name, arguments: input } })),
  };
}

/** A message in OpenAI’s form. */
function openAiMessage(message: unknown): JsonObject {
  if (Array.isArray(message)) return { role: ROLES[wordIn(message[0])], content: message[1] };
  const found = bodyOf(message);
  const body = found?.body ?? (message as JsonObject);
  const role = found === undefined || found.type === 'chat' ? wordIn(body['role']) : found.type;
  const content = body['content'];
  const further = objectIn(body['additional_kwargs']) ?? {};
  return {
    ...(found === undefined ? body : {}),
    id: body['id'],
    role: ROLES[role] ?? role,
    content: Array.isArray(content)
      ? content.filter((block) => !isObject(block) || !CALL_BLOCKS.has(wordIn(block['type'])))
      : content,
    refusal: further['refusal'] ?? body['refusal'],
    reasoning_content: further['reasoning_content'] ?? body['reasoning_content'],
    ...callsOf(body),
  };
}

function detailsOf(message: unknown): Details {
  const body = bodyOf(message)?.body;
  const [response, usage] = [objectIn(body?.['response_metadata']), objectIn(body?.['usage_metadata'])];
  return {
    model: textIn(response?.['model_name']) ?? textIn(response?.['model']),
    finish_reason: textIn(response?.['finish_reason']) ?? textIn(response?.['stop_reason']),
    input_tokens: numberIn(usage?.['input_tokens']),
    output_tokens: numberIn(usage?.['output_tokens']),
  };
}

/** Reads messages of LangChain, in whichever of its forms. */
export function langChainEntries(messages: readonly unknown[], context: ReaderContext): Entry[] {
  const read = messages.map(openAiMessage);
  return chatEntries(read, context, ({ id }, index) => ({ id: idIn(id), details: detailsOf(messages[index]) }));
}

/** Whether a list has messages only. */
function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isAnyMessage) && !isAnyMessage(value);
}

/** The messages of a list, which may be nested once more. */
function listIn(value: unknown): unknown[] | undefined {
  if (isList(value)) return value;
  return Array.isArray(value) && value.length === 1 && isList(value[0]) ? value[0] : undefined;
}

/** Where a run’s words stand. Those under other names may be anything. */
const INPUT_KEYS = ['messages', 'input', 'question', 'query', 'user_input'];
const OUTPUT_KEYS = ['messages', 'output', 'message', 'answer', 'response', 'text', 'result', 'content'];

function messagesAt(value: unknown, role: string, keys: readonly string[], depth: number): unknown[] | undefined {
  if (typeof value === 'string' && value.trim() !== '') {
    const found = decoded(value);
    return typeof found === 'string' ? [{ role, content: value }] : messagesAt(found, role, keys, depth);
  }
  if (isAnyMessage(value)) return [value];
  const list = listIn(value);
  if (list !== undefined || !isObject(value) || depth > 3) return list;
  const [generations, choices] = [value['generations'], objectsIn(value['choices'])];
  const generation = Array.isArray(generations) ? objectIn(generations.flat(1)[0]) : undefined;
  if (generation !== undefined) return messagesAt(generation['message'] ?? generation['text'], role, keys, depth + 1);
  if (isObject(choices[0]?.['message'])) return [{ id: value['id'], ...choices[0]['message'] }];
  for (const key of keys) {
    const found = value[key] === undefined ? undefined : messagesAt(value[key], role, keys, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The messages of a run’s inputs: a list, with the question behind it if that stands apart, or the question alone. */
export function inputMessages(inputs: unknown): unknown[] {
  const history = listIn(objectIn(inputs)?.['chat_history']) ?? [];
  return [...history, ...(messagesAt(inputs, 'user', INPUT_KEYS, 0) ?? [])];
}

/** The messages of a run’s outputs: all of a state, or the answer. */
export function outputMessages(outputs: unknown): unknown[] {
  return messagesAt(outputs, 'assistant', OUTPUT_KEYS, 0) ?? [];
}
