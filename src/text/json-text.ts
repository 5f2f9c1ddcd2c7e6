import { INVISIBLE } from './invisible.js';

// What `safeName` takes out of names, as far as JSON.stringify leaves it in: control and bidirectional characters.
const UNSAFE = new RegExp(`[\\u007f-\\u009f${INVISIBLE}]`, 'gu');

// The start of what CI runners obey wherever in a line it stands, as `safeName` knows it.
const RUNNER_COMMAND = /#(?=#[a-z]*\[)/gi;

const escapedUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A character as JSON escapes it: one escape for each UTF-16 unit. */
const escaped = (character: string): string => character.split('').map(escapedUnit).join('');

const UNSEEN = new RegExp(`[\\u007f-\\u009f${INVISIBLE}]|(?! )\\p{Zs}`, 'gu');

/** JSON, or a part of it, in which each character that is not seen stands as an escape, and so do spaces other than the usual one. */
export function withUnseenEscaped(json: string): string {
  return json.replace(UNSEEN, escaped);
}

/** A value as JSON that is safe for terminals and CI runners: it parses to the same value, and control characters are escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, escaped).replace(RUNNER_COMMAND, escaped);
}
