// What Node's modules are in a browser, for the check of logs there: the build puts this file in their place.
import { Buffer } from 'buffer/';
import { crc32, createInflateRaw } from './inflate-in-browsers.js';

export { Buffer, crc32, createInflateRaw };

/** Whether all bytes are ASCII. */
export function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

/** Whether bytes are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** There is no folder: see `MemoryFiles`. */
export const tmpdir = (): string => '';
export const join = (...parts: readonly string[]): string => parts.join('/');

function missing(): never {
  throw new Error('this is not there in a browser');
}

// Files are opened by the page, and temporary ones are in memory. Names that are imported have to be there.
export {
  missing as closeSync,
  missing as createRequire,
  missing as open,
  missing as fstatSync,
  missing as openSync,
  missing as readdirSync,
  missing as readSync,
  missing as readv,
  missing as readvSync,
  missing as statSync,
  missing as unlinkSync,
  missing as writevSync,
};
