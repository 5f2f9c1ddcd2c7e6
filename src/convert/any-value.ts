import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { decoded, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** Which side of a call or a trace a value is. */
export type Side = 'input' | 'output';

/** How often a value is looked for in another. */
const MAX_DEPTH = 4;

/** What Python prints for an object, which cannot be read. */
const REPR = /^\s*(?:\{'|\[\{'|[A-Za-z_][\w.]*\((?:\w+=|\))|\w+='|<[\w.]+ object at )/;

/** Keys under which messages stand, in the order in which they are looked for. */
const LISTS = ['messages', 'contents', 'new_message', 'message', 'choices', 'candidates', 'generations'];
/** Keys under which a text or messages stand. */
const INPUTS = [
  'prompt',
  'input',
  'query',
  'question',
  'user_input',
  'user_message',
  'user_query',
  'user_prompt',
  'task',
  'text',
  'content',
  'request',
];
const OUTPUTS = ['output', 'text', 'response', 'answer', 'result', 'content', 'completion', 'final_output', 'data'];
const SYSTEM = ['system', 'instructions', 'system_instruction', 'systemInstruction'];

function isMessage(value: JsonObject): boolean {
  if (typeof value['role'] === 'string') return 'content' in value || 'parts' in value || 'tool_calls' in value;
  const type = wordIn(value['type']).toLowerCase();
  if (/^(?:human|ai|system|tool)(?:message(?:chunk)?)?$/.test(type)) return 'content' in value;
  if (/^(?:function_call|function_call_output|custom_tool_call|mcp_call|reasoning)$/.test(type)) return true;
  return Array.isArray(value['id']) && isObject(value['kwargs']);
}

/** A part or a call that stands without a message around it. */
function isPart(value: JsonObject): boolean {
  return (
    'toolName' in value ||
    'tool.name' in value ||
    'functionCall' in value ||
    'function_call' in value ||
    (typeof value['text'] === 'string' && Object.keys(value).every((key) => key === 'text' || key === 'type'))
  );
}

const roleOf = (side: Side): string => (side === 'input' ? 'user' : 'assistant');

function systemOf(value: JsonObject): JsonObject[] {
  const found = [value, objectIn(value['config']) ?? {}].flatMap((holder) => SYSTEM.map((key) => holder[key]));
  return found.some((one) => one !== undefined && one !== null && one !== '') ? [{ role: 'system', content: '' }] : [];
}

function inList(list: readonly unknown[], side: Side, depth: number): JsonObject[] | undefined {
  const objects = objectsIn(list);
  if (objects.length > 0 && objects.every(isPart)) return [{ role: roleOf(side), parts: objects }];
  const found: JsonObject[] = [];
  for (const item of list) {
    const messages = messagesAt(item, side, depth + 1);
    if (messages === undefined) return undefined;
    for (const message of messages) found.push(message);
  }
  return found.length === 0 ? undefined : found;
}

function inObject(value: JsonObject, side: Side, depth: number): JsonObject[] | undefined {
  if (isMessage(value)) return [value];
  if (isPart(value)) return [{ role: roleOf(side), parts: [value] }];
  if (Array.isArray(value['parts'])) return [{ role: roleOf(side), parts: value['parts'] }];
  const keys = [...LISTS, ...(side === 'input' ? INPUTS : OUTPUTS)];
  for (const key of keys) {
    const inner = value[key];
    if (inner === undefined || inner === null) continue;
    const messages = messagesAt(inner, side, depth + 1);
    if (messages !== undefined) return side === 'input' ? [...systemOf(value), ...messages] : messages;
  }
  return undefined;
}

function messagesAt(given: unknown, side: Side, depth: number): JsonObject[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const value = decoded(given);
  if (typeof value === 'string') {
    const text = unquoted(value);
    return text.trim() === '' || REPR.test(text) ? undefined : [{ role: roleOf(side), content: text }];
  }
  if (Array.isArray(value)) return inList(value, side, depth);
  return isObject(value) ? inObject(value, side, depth) : undefined;
}

/** A text that was encoded as JSON. */
function unquoted(text: string): string {
  if (!/^\s*".*"\s*$/s.test(text)) return text;
  try {
    return textIn(JSON.parse(text)) ?? text;
  } catch {
    return text;
  }
}

/**
 * The messages that the input or the output of a call, an agent or a trace stands for, whatever the framework wrote: a text, a list of
 * messages, a request or a response of an API, a state with messages, up to twice encoded as JSON. A text is one of the customer in
 * an input and one of the model in an output. Undefined if it is of another kind.
 */
export function messagesIn(value: unknown, side: Side): readonly JsonObject[] | undefined {
  return messagesAt(value, side, 0);
}
