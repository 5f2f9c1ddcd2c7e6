import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';

/** The state of a log, as far as it is known without reading all of it. */
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

/** How many bytes of either end are hashed. */
const END = 64 * 1024;

/** Reads the state of a file. @throws {Failure} if it cannot be read. */
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

/** Returns how a log differs from what it was; undefined if it does not. */
export function howChanged(was: readonly InputIdentity[], is: readonly InputIdentity[]): string | undefined {
  if (was.length !== is.length || was.some(({ file }, index) => file !== is[index]?.file)) {
    return 'other files are named, or the same in another order';
  }
  for (const [index, before] of was.entries()) {
    const { size, modified, ends } = is[index] as InputIdentity;
    const name = safeName(before.file);
    if (size !== before.size) return `${name} has ${size > before.size ? 'grown' : 'become shorter'}`;
    if (ends !== before.ends) return `${name} has other contents`;
    if (modified !== before.modified) return `${name} was written again`;
  }
  return undefined;
}
