import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import type { LevelOf } from './rule-levels.js';

/** The rules about conversations. */
export const CONVERSATION_IDS: readonly string[] = CONVERSATION_RULES.map(({ id }) => id);

/** The rules whose problems are known only at the end of the log. */
export const LATE_RULES: readonly string[] = [...CONVERSATION_IDS, 'segment/duplicate-message-id'];

/** Whether such a rule is an error, so that only the end of the log tells which records are valid. */
export function hasLateErrors(levelOf: LevelOf): boolean {
  return LATE_RULES.some((rule) => levelOf(rule) === 'error');
}
