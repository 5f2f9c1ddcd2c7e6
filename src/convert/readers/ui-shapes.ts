import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { decoded, idIn, objectsIn, wordIn } from '../values.js';

export const ROLES = new Set(['system', 'user', 'assistant', 'data']);
/** The parts of a message, which a table holds as JSON; undefined if they are not those of a UI message. */
export function partsOf(message: JsonObject): JsonObject[] | undefined {
  const found = decoded(message['parts']);
  if (!Array.isArray(found)) return undefined;
  const parts = objectsIn(found);
  const isKnown = parts.every(
    ({ type, text }) => typeof type === 'string' && (type !== 'text' || typeof text === 'string'),
  );
  return isKnown && parts.length === found.length ? parts : undefined;
}

function isUiMessage(value: unknown): value is JsonObject {
  if (!isObject(value) || !ROLES.has(wordIn(value['role']))) return false;
  if (value['parts'] !== undefined) return partsOf(value) !== undefined;
  return hasUiMarks(value) && typeof value['content'] === 'string';
}

/** Whether a message without parts has what only those of the AI SDK have. */
function hasUiMarks(message: JsonObject): boolean {
  return Array.isArray(message['toolInvocations']) || Array.isArray(message['experimental_attachments']);
}

/** Whether a message in a list is one of a stored chat: messages for a model have neither an id nor a time. */
export function isOfChat(message: unknown): boolean {
  if (!isObject(message) || !ROLES.has(wordIn(message['role']))) return false;
  return isUiMessage(message) || (typeof message['content'] === 'string' && 'id' in message && 'createdAt' in message);
}

/** The messages of a chat, or of the request that holds all or the last of it; undefined if there are none, or others. */
export function messagesIn(value: JsonObject): JsonObject[] | undefined {
  const { messages, message } = value;
  const list = Array.isArray(messages) ? objectsIn(messages) : isUiMessage(message) ? [message] : undefined;
  const isPlain = ({ role, content }: JsonObject): boolean => ROLES.has(wordIn(role)) && typeof content === 'string';
  return list?.every((one) => isUiMessage(one) || isPlain(one)) ? list : undefined;
}

export const isVote = (value: JsonObject): boolean =>
  'isUpvoted' in value && idIn(value['messageId']) !== undefined && idIn(value['chatId']) !== undefined;

export function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isVote(value)) return 'isUpvoted';
  if (isUiMessage(value)) return value['parts'] === undefined ? 'toolInvocations' : 'parts';
  return messagesIn(value)?.some(isOfChat) ? 'messages of a chat' : undefined;
}
