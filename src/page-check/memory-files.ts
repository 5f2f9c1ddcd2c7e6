import type { FileSystem } from '../spill/temporary-files.js';

/** A file, as the parts that were appended to it. */
interface MemoryFile {
  readonly parts: Uint8Array[];
  /** Where each part begins. */
  readonly starts: number[];
}

/** The last part that begins at or before a position. */
function partAt(starts: readonly number[], position: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Temporary files in memory, for browsers, which have no others. Bytes are only appended, as `TemporaryFile` does. */
export function memoryFiles(): FileSystem {
  const files = new Map<number, MemoryFile>();
  let opened = 0;
  const fileOf = (fd: number): MemoryFile => {
    const file = files.get(fd);
    if (file === undefined) throw new Error('the file is closed');
    return file;
  };
  return {
    open() {
      files.set(++opened, { parts: [], starts: [] });
      return opened;
    },
    unlink() {},
    list: () => [],
    write(fd, parts, position) {
      const file = fileOf(fd);
      let at = position;
      for (const part of parts) {
        file.parts.push(part.slice());
        file.starts.push(at);
        at += part.length;
      }
      return at - position;
    },
    read(fd, target, offset, length, position) {
      const { parts, starts } = fileOf(fd);
      const index = partAt(starts, position);
      const from = position - (starts[index] ?? 0);
      const bytes = parts[index]?.subarray(from, from + length) ?? new Uint8Array();
      target.set(bytes, offset);
      return bytes.length;
    },
    close: (fd) => void files.delete(fd),
  };
}
