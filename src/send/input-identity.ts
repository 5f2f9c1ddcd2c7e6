import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';

/** What tells one state of a log from another, without reading it through. */
export interface InputIdentity {
  /** As problems name it. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly modified: number;
  /** SHA-256 of its first and last bytes, as hex. */
  readonly ends: string;
}

/** How many bytes of either end are looked at. */
const END = 64 * 1024;

/** Reads what tells the state of a file. @throws {Failure} if it cannot be read. */
export async function inputIdentity(file: string, path: string): Promise<InputIdentity> {
  try {
    const handle = await open(path);
    try {
      const { size, mtimeMs } = await handle.stat();
      const hash = createHash('sha256');
      for (const start of [0, Math.max(0, size - END)]) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(END), 0, END, start);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return { file, size, modified: mtimeMs, ends: hash.digest('hex') };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new Failure('unreadable-input', `cannot read ${safeName(file)}: ${systemReason(cause)}`, { cause });
  }
}

/** How a log differs from what it was, in words; undefined if it does not. */
export function howChanged(was: readonly InputIdentity[], is: readonly InputIdentity[]): string | undefined {
  if (was.length !== is.length || was.some(({ file }, index) => file !== is[index]?.file)) {
    return 'it was made for other files, or for the same in another order';
  }
  for (const [index, before] of was.entries()) {
    const { size, modified, ends } = is[index] as InputIdentity;
    const name = safeName(before.file);
    if (size !== before.size) return `${name} has ${size > before.size ? 'grown' : 'become shorter'} since`;
    if (ends !== before.ends) return `${name} has other contents now`;
    if (modified !== before.modified) return `${name} has been written again since`;
  }
  return undefined;
}
