import type { Span } from '../problem/problem.js';

/** What RFC 5321 allows before the @, of the characters that mail systems give out, and how long it may be. */
const LOCAL = /[\p{L}\p{N}._%+'-]{1,64}$/u;
const MAX_LOCAL_LENGTH = 64;

/** A domain with a dot in it, whose last label is of letters. */
const DOMAIN = /(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/uy;

/** Where e-mail addresses stand in a text. */
export function emailAddresses(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const local = LOCAL.exec(text.slice(Math.max(0, at - MAX_LOCAL_LENGTH), at))?.[0];
    if (local === undefined) continue;
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text)?.[0];
    if (domain !== undefined) found.push({ start: at - local.length, end: at + 1 + domain.length });
  }
  return found;
}
