import { isConversationIdName } from '../record/conversation-id.js';
import { isDateTime } from '../schema/date-time.js';
import { isCall } from '../schema/event-schema.js';

/** Whether a text is short and made like a name: a role, or what an action is called. */
function isName(text: string): boolean {
  return /^\p{L}[\p{L}\p{N} _.:/-]{0,59}$/u.test(text);
}

/** Fields that a masked report shows, by JSON Pointer, each if its text has the form that it should have: names, not words of people. */
const SHOWN: Readonly<Record<string, (text: string) => boolean>> = {
  '/type': isCall,
  '/action': isCall,
  '/event': () => true,
  '/timestamp': isDateTime,
  '/properties/conversationId': () => true,
  '/properties/messageId': () => true,
  '/properties/role': isName,
  '/properties/type': isName,
  '/properties/sub_type': isName,
  '/properties/action': isName,
  '/context/app/version': (text) => /^[\w.+-]{1,40}$/.test(text),
};

/** At the top level, and in `properties`: the id of a conversation under another name. */
const ID_POINTER = /^(?:\/properties)?\/([^/]+)$/;

function isConversationId(pointer: string): boolean {
  const [, key] = ID_POINTER.exec(pointer) ?? [];
  return key !== undefined && isConversationIdName(key);
}

/** Whether a masked report shows the text at a JSON Pointer of a record. */
export function isShownField(pointer: string, text: string): boolean {
  if (Object.hasOwn(SHOWN, pointer)) return SHOWN[pointer]?.(text) === true;
  return isConversationId(pointer);
}
