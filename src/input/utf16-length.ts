import { isAscii } from 'node:buffer';

/**
 * How many UTF-16 units a stretch of UTF-8 makes; a character cut in two by a chunk's end counts with its first byte, so
 * that the lengths of two neighbours add up. Bytes that are not UTF-8 count as they come.
 */
export function utf16Length(bytes: Uint8Array): number {
  if (isAscii(bytes)) return bytes.length;
  let units = 0;
  for (const byte of bytes) {
    if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
