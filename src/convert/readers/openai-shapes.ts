import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { loggedCall } from '../logged-call.js';
import { objectIn, wordIn } from '../values.js';
import { completionOf, isChunk } from './openai-stream.js';
import { isOfChat } from './ui-shapes.js';

/** Keys of a message; an object with others is a row of a table. */
const MESSAGE_KEYS = new Set(
  'role content name tool_calls tool_call_id function_call refusal audio annotations reasoning_content reasoning weight images prefix'.split(
    ' ',
  ),
);
/** Types of content that other APIs have. */
const FOREIGN_CONTENT =
  /^(?:tool_use|tool_result|thinking|redacted_thinking|server_tool_use|tool-call|tool-result|input_text|output_text)$/;
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);

function isMessage(value: unknown): boolean {
  if (!isObject(value) || !ROLES.has(wordIn(value['role'])) || 'parts' in value) return false;
  const { content } = value;
  if (Array.isArray(content))
    return !content.some(
      (part) => isObject(part) && (part['type'] === undefined || FOREIGN_CONTENT.test(wordIn(part['type']))),
    );
  return (
    typeof content === 'string' ||
    content === null ||
    'tool_calls' in value ||
    'function_call' in value ||
    'refusal' in value
  );
}

/** Whether an object holds the messages of a chat. Those of Anthropic have the system prompt beside them. */
export function isRequest(value: JsonObject): boolean {
  const { messages } = value;
  if (!Array.isArray(messages) || messages.length === 0 || 'system' in value || 'anthropic_version' in value)
    return false;
  return messages.every(isMessage) && !messages.some(isOfChat);
}

export function isStoredMessage({ id, role, content_parts: parts }: JsonObject): boolean {
  return typeof id === 'string' && /-\d+$/.test(id) && ROLES.has(wordIn(role)) && parts !== undefined;
}

export function isBareMessage(value: JsonObject): boolean {
  return isMessage(value) && Object.keys(value).every((key) => MESSAGE_KEYS.has(key));
}

export const isCompletion = (value: unknown): value is JsonObject =>
  isObject(value) &&
  (value['object'] === 'chat.completion' ||
    (Array.isArray(value['choices']) && isObject(value['choices'][0]) && 'message' in value['choices'][0]));

/** Whether a request is one of Anthropic’s API, as far as it tells. */
function isForClaude(request: JsonObject | undefined): boolean {
  return request !== undefined && 'max_tokens' in request && /^claude/.test(wordIn(request['model']));
}

export function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (value['object'] === 'chat.completion' || isChunk(value)) return `object: "${wordIn(value['object'])}"`;
  if (isStoredMessage(value)) return 'content_parts beside role and content';
  if (isBareMessage(value)) return 'role and content';
  if (typeof value['custom_id'] === 'string') {
    if (isRequest(objectIn(value['body']) ?? {})) return 'custom_id and messages';
    const body = objectIn(objectIn(value['response'])?.['body']);
    if (isCompletion(body)) return 'custom_id and object: "chat.completion"';
  }
  if (Array.isArray(value['preferred_output'])) return 'preferred_output';
  const { request, response } = loggedCall(value, isRequest);
  if (isObject(response) && ['message', 'response'].includes(wordIn(response['type'] ?? response['object'])))
    return undefined;
  if (isForClaude(request) && !isCompletion(completionOf(response))) return undefined;
  if (request !== undefined) return request === value ? 'messages of role and content' : 'request with messages';
  return isCompletion(response) ? 'response with choices' : undefined;
}
