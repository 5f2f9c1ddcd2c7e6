import { continuationsOf, greatestSecond, leastSecond } from './utf8-lead.js';

/** The length of the character at an index of a text in UTF-8; 0 if there is none. */
function characterLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return 1;
  const continuations = continuationsOf(lead);
  const second = bytes[index + 1] ?? 0;
  if (continuations === 0 || second < leastSecond(lead) || second > greatestSecond(lead)) return 0;
  for (let offset = 2; offset <= continuations; offset++) {
    if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return continuations + 1;
}

/**
 * The offset of the first byte that keeps a text from being UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF); the length if it is UTF-8 throughout.
 */
export function invalidUtf8Offset(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = characterLength(bytes, index);
    if (length === 0) return index;
    index += length;
  }
  return index;
}
