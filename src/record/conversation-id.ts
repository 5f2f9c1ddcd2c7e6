import type { Problem } from '../problem/problem.js';
import { normalName } from '../text/normal-name.js';
import { isPlaceholder } from '../text/placeholder.js';
import type { JsonObject } from './record.js';
import { isObject } from './record.js';

/** The names of a conversation's id, without case and separators: `conversationId` and what the schema of track calls lists as its aliases. */
const NAMES: ReadonlySet<string> = new Set(['conversationid', 'chatid', 'threadid']);

/** What a person writes as a name, such as `chat_id` and `Conversation-ID`; other keys may mean anything. */
const PLAIN_NAME = /^[A-Za-z]{1,20}(?:[_ -][A-Za-z]{1,20})?$/;

/** Whether a key is `conversationId` or a name that is often used in its place, such as `chat_id`. */
export function isConversationIdName(key: string): boolean {
  return PLAIN_NAME.test(key) && NAMES.has(normalName(key));
}

const isAboutMissingId = ({ rule, pointer }: Pick<Problem, 'rule' | 'pointer'>): boolean =>
  rule === 'value/placeholder' && pointer === CONVERSATION_ID_POINTER;

/**
 * Whether a value under its own name is the id of a conversation: a text that is not empty, nor the text of a missing value.
 * @param problems those of the event
 */
export function isConversationId(
  value: unknown,
  problems: readonly Pick<Problem, 'rule' | 'pointer'>[],
): value is string {
  return isId(value) && !problems.some(isAboutMissingId);
}

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '';

function idUnderOtherName(object: JsonObject): string | undefined {
  const ids = new Set(Object.keys(object).flatMap((key) => (isConversationIdName(key) ? [object[key]] : [])));
  const [id] = ids;
  return ids.size === 1 && isId(id) && !isPlaceholder(id) ? id : undefined;
}

/** Where the id of a conversation belongs. */
export const CONVERSATION_ID_POINTER = '/properties/conversationId';

/**
 * The id of the conversation that an event belongs to: `properties.conversationId`; if that is absent, the only id under one of
 * its other names, in `properties` or else at the top level. Undefined if there is none, if it is not certain, or if it is the text
 * of a missing value, as "undefined" is: events that have it in common are not one conversation.
 * @param problems those of the event; where none of them says that the id is such a text, the rule is off, and it is a real one
 */
export function conversationIdOf(
  value: JsonObject | undefined,
  problems: readonly Pick<Problem, 'rule' | 'pointer'>[],
): string | undefined {
  if (value === undefined) return undefined;
  const properties = isObject(value['properties']) ? value['properties'] : {};
  if (Object.hasOwn(properties, 'conversationId')) {
    const id = properties['conversationId'];
    return isConversationId(id, problems) ? id : undefined;
  }
  return idUnderOtherName(properties) ?? idUnderOtherName(value);
}
