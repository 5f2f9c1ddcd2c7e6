import { isDateTime } from '../schema/date-time.js';
import { isCall } from '../schema/event-schema.js';

/** Fields that a masked report shows, by JSON Pointer, each if its text has the form that it should have: names, not words of people. */
const SHOWN: Readonly<Record<string, (text: string) => boolean>> = {
  '/type': isCall,
  '/action': isCall,
  '/event': () => true,
  '/timestamp': isDateTime,
  '/properties/conversationId': () => true,
  '/properties/messageId': () => true,
};

/** Whether a masked report shows the text at a JSON Pointer of a record. */
export function isShownField(pointer: string, text: string): boolean {
  return Object.hasOwn(SHOWN, pointer) && SHOWN[pointer]?.(text) === true;
}
