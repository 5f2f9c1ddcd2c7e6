/** How many bytes follow the first byte of a character in UTF-8 (RFC 3629); 0 for ASCII and for what begins no character. */
export function continuationsOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 1;
  return lead < 0xf0 ? 2 : 3;
}

/** The least second byte of a character: no overlong forms. */
export function leastSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0;
  return lead === 0xf0 ? 0x90 : 0x80;
}

/** The greatest second byte of a character: no surrogates, nothing above U+10FFFF. */
export function greatestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f;
  return lead === 0xf4 ? 0x8f : 0xbf;
}
