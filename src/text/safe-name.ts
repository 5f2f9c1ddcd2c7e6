import { INVISIBLE } from './invisible.js';

/** The longest name from a log that we print, in UTF-16 units. */
export const NAME_LIMIT = 80;

// Controls (C0, DEL, C1), what is invisible, and lone surrogates: all that moves a cursor, hides text or turns it round.
const UNSAFE = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f${INVISIBLE}]|\\p{Surrogate}`, 'gu');

// What the runners of CI obey wherever in a line it stands: `##[error]` (GitHub, Azure), `##vso[` (Azure), `##teamcity[`.
const RUNNER_COMMAND = /##(?=[a-z]*\[)/gi;

// Most names are of such characters only, which harm nobody.
const HARMLESS = /^[ !"$-~]*$/;

/** A whole message fit for a terminal and for the log of a CI job: file names in it may hold anything. */
export function safeText(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(UNSAFE, '').replace(RUNNER_COMMAND, '# #');
}

/**
 * A name that came from a log (an event, a key, a file), fit for a terminal: without control characters and commands to a CI
 * runner, and at most `limit` UTF-16 units long, the last one `…` where it was cut.
 */
export function safeName(name: string, limit: number = NAME_LIMIT): string {
  // Cut first, generously, so that a name of megabytes costs nothing; then clean what may be shown.
  const isCut = name.length > limit * 4;
  const clean = safeText(isCut ? name.slice(0, limit * 4) : name);
  if (clean.length <= limit && !isCut) return clean;
  return `${clean.slice(0, limit - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
