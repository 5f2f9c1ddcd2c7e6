// The characters that JSON is made of: bytes of UTF-8 and UTF-16 units alike.
export const LINE_FEED = 0x0a;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** The index after the last character of a text that JSON does not take for white space. */
export function trimmedEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isJsonSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Bytes without the white space at their end. */
export function withoutTrailingSpace(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isJsonSpace(bytes[end - 1] as number)) end--;
  return end === bytes.length ? bytes : bytes.subarray(0, end);
}

/** How many bytes of white space there are before anything else. */
export function leadingSpace(bytes: Buffer): number {
  let start = 0;
  while (start < bytes.length && isJsonSpace(bytes[start] as number)) start++;
  return start;
}

/** The index of the first character, from `index` on, that JSON does not take for white space. */
export function skipSpace(text: string, index: number): number {
  let at = index;
  while (isJsonSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Whether JSON takes this byte or unit for white space. */
export function isJsonSpace(unit: number): boolean {
  return unit === 0x20 || unit === LINE_FEED || unit === 0x0d || unit === 0x09;
}
