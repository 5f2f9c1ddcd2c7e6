import { fstatSync } from 'node:fs';
import type { InputStream } from '../io.js';

/** Whether stdin is a pipe, a socket or a file; false for a terminal, for /dev/null, and for a stream without a descriptor. */
export function isPiped(stdin: InputStream): boolean {
  const { fd } = stdin as { readonly fd?: number };
  if (typeof fd !== 'number') return false;
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket() || stats.isFile();
  } catch {
    // A closed descriptor brings nothing.
    return false;
  }
}
