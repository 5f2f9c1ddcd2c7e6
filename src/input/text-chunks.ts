import { closeSync, fstatSync, open, openSync, readv, readvSync, statSync } from 'node:fs';
import { Failure, systemReason } from '../failure.js';
import { formatCount } from '../text/count.js';
import type { GzipFault } from './gunzip.js';
import { GzipError, gunzip } from './gunzip.js';
import { GZIP, otherContent, startsWith } from './other-content.js';

/** A part of a file: the lines that begin in it. */
export interface ByteRange {
  /** The first byte, and the one behind the last. A line belongs to the range in which it begins. */
  readonly start: number;
  readonly end: number;
  /** How many bytes the file has. */
  readonly size: number;
}

/** Something to read records from. */
export interface Source {
  /** As problems name it. */
  readonly name: string;
  /** The path of a file; undefined for a stream. */
  readonly path: string | undefined;
  /** Whether it can be read again from the start; a stream or a named pipe cannot. */
  readonly rereadable: boolean;
  /** The part of the file that is read. Default: all of it. */
  readonly range?: ByteRange;
  /** How many line feeds of the range were read until now. */
  readonly lineFeeds?: number;
  /** The raw bytes, from the start. */
  open(): AsyncIterable<Buffer>;
  /** Ends the reading of a stream or a pipe, which may wait for more for ever; what was read until then counts. */
  cancel?(): void;
  /** Gives back a chunk that is no longer needed: memory that is used again costs half of what new memory does. */
  recycle?(chunk: Buffer): void;
}

/** What a text came in, beside its characters. */
export interface TextForm {
  /** Whether it was packed by gzip. */
  readonly packed: boolean;
  /** Whether it began with a byte order mark. */
  readonly byteOrderMark: boolean;
}

/** Bytes a chunk, each a buffer of its own: so much stays in the processor’s cache while it is looked at. */
const CHUNK_SIZE = 256 * 1024;

/** So many chunks of a file are read together: the notice of a read costs as much as reading one. */
const CHUNKS_PER_READ = 4;

/** By so many bytes it is detected what a file holds. */
const HEAD_SIZE = 4096;

/** The memory of the chunks of a file: new, or used again. */
export class ChunkMemory {
  readonly #given = new WeakSet<ArrayBufferLike>();
  readonly #free: ArrayBufferLike[] = [];
  #isClosed = false;

  chunks(count: number): Buffer[] {
    return Array.from({ length: count }, () => {
      const free = this.#free.pop();
      if (free !== undefined) return Buffer.from(free as ArrayBuffer);
      const chunk = Buffer.allocUnsafeSlow(CHUNK_SIZE);
      this.#given.add(chunk.buffer);
      return chunk;
    });
  }

  /** Frees a chunk, if it is one of these: what was unpacked, or put together, is not. */
  free({ buffer }: Buffer): void {
    if (!this.#isClosed && this.#given.has(buffer) && !this.#free.includes(buffer)) this.#free.push(buffer);
  }

  /** Keeps nothing from now on: of a thousand files, only the one that is read has memory. */
  close(): void {
    this.#isClosed = true;
    this.#free.length = 0;
  }
}

/**
 * Opens a file. What may be a named pipe is opened in another thread, since that waits for its writer; to start threads takes a
 * millisecond, and to load `node:fs/promises` another one.
 */
function openFile(path: string): number | Promise<number> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return openSync(path, 'r');
  return new Promise((resolve, reject) => {
    open(path, (error, fd) => (error === null ? resolve(fd) : reject(error)));
  });
}

/** Reads chunks of an open file in another thread. Returns how many bytes there were. */
function readInThread(fd: number, chunks: readonly Buffer[], position: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    readv(fd, chunks, position ?? null, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}

/** That a file became shorter while it was read, so that some of what it held was never seen. */
export class ShorterFileError extends Error {
  constructor() {
    super('it became shorter while it was read');
  }
}

/**
 * Reads a file a few chunks at a time, while those before are checked; what fits into one chunk is read at once.
 * @param of its path, or the descriptor of an open file, which stays open: it is read at once, since the caller may close it
 * @throws {ShorterFileError} after all that is left, if it is less than there was at the beginning
 */
export async function* fileChunks(of: string | number, memory: ChunkMemory, from?: number): AsyncGenerator<Buffer> {
  const isOpen = typeof of === 'number';
  const fd = isOpen ? of : await openFile(of);
  let end = from ?? 0;
  let ahead: Promise<number> | undefined;
  // Without a position, a pipe can be read, too.
  const position = (): number | undefined => (from === undefined ? undefined : end);
  try {
    const { size } = fstatSync(fd);
    const readAt = async (chunks: Buffer[]): Promise<number> =>
      isOpen ? readvSync(fd, chunks, position()) : readInThread(fd, chunks, position());
    let chunks = memory.chunks(1);
    let bytes = readvSync(fd, chunks, position());
    for (let isFirst = true; bytes > 0; isFirst = false) {
      end += bytes;
      // Less than there was room for is mostly the end.
      const isFull = bytes === chunks.length * CHUNK_SIZE;
      const next = memory.chunks(isFull ? CHUNKS_PER_READ : 1);
      ahead = isFull ? readAt(next) : undefined;
      ahead?.catch(() => {});
      for (let left = bytes; left > 0; left -= CHUNK_SIZE) {
        const chunk = chunks.shift()?.subarray(0, left);
        if (chunk !== undefined) yield chunk;
      }
      for (const unused of chunks) memory.free(unused);
      chunks = next;
      bytes = await (ahead ?? (isFirst ? readvSync(fd, chunks, position()) : readAt(chunks)));
    }
    // A pipe or a device has no size.
    if (end < size) throw new ShorterFileError();
  } finally {
    memory.close();
    if (!isOpen) {
      // A closed descriptor may soon be that of another file.
      await ahead?.catch(() => {});
      closeSync(fd);
    }
  }
}

/** A file as a source. */
export function fileSource(path: string, name: string): Source {
  let memory = new ChunkMemory();
  return {
    name,
    path,
    rereadable: true,
    open() {
      memory = new ChunkMemory();
      return fileChunks(path, memory);
    },
    recycle: (chunk) => memory.free(chunk),
  };
}

/** A stream, such as stdin, as a source. */
export function streamSource(stream: AsyncIterable<Buffer | string> & { destroy?(): unknown }, name: string): Source {
  return {
    name,
    path: undefined,
    rereadable: false,
    cancel: () => void stream.destroy?.(),
    async *open() {
      try {
        for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      } catch (error) {
        // It was closed to end the run; what came until then counts.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  };
}

async function* withHead(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The beginning of a stream, enough to detect what it holds, and the rest of it. An error comes with the rest. */
async function readHead(
  chunks: AsyncGenerator<Buffer>,
): Promise<{ readonly head: Buffer; readonly rest: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  try {
    while (head.length < HEAD_SIZE) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
      // A pipe may bring one line at a time: JSON is detected by its first characters.
      if (head.length >= 4 && (head[0] === 0x7b || head[0] === 0x5b) && !head.subarray(0, 4).includes(0)) break;
    }
  } catch (error) {
    return { head, rest: failing(error) };
  }
  return { head, rest: chunks };
}

// biome-ignore lint/correctness/useYield: it stands for a stream that fails before it gives anything
async function* failing(error: unknown): AsyncGenerator<Buffer> {
  throw error;
}

const EXPORT_AGAIN = 'copy or export it again; gzip -t tests it';

const GZIP_FAULTS: Readonly<Record<GzipFault, readonly [reason: string, hint: string]>> = {
  'cut-off': ['it ends too early', EXPORT_AGAIN],
  damaged: ['its data is damaged', EXPORT_AGAIN],
  'wrong-checksum': ['its checksum is wrong', EXPORT_AGAIN],
  'other-data': [
    'other data stands between its parts or behind them',
    'write packed parts one behind the other, with nothing between them, not even a line break',
  ],
};

/** The failure of a source that cannot be read. */
export function unreadable(source: Pick<Source, 'name'>, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof GzipError) {
    const [reason, hint] = GZIP_FAULTS[error.fault];
    const place = `byte ${formatCount(error.offset + 1)}`;
    return new Failure('unreadable-input', `cannot unpack all of ${source.name}: ${reason} (${place})`, {
      hint: `everything that could be unpacked was read; ${hint}`,
      cause: error,
    });
  }
  if (error instanceof ShorterFileError) {
    return new Failure('unreadable-input', `cannot read all of ${source.name}: ${error.message}`, {
      hint: 'run it again when nothing cuts or rotates the file, or read a copy',
      cause: error,
    });
  }
  return new Failure('unreadable-input', `cannot read ${source.name}: ${systemReason(error)}`, { cause: error });
}

/**
 * The text of a source, chunk by chunk: unpacked if it is gzip, by its first bytes, and without a byte order mark.
 * `onRead` is called with the number of raw bytes as they are read, for progress; `onForm`, once and first, with how the text is packed.
 * @throws {Failure} if it cannot be read, is UTF-16, UTF-32 or binary, or damaged gzip: then after all that could be unpacked.
 */
export async function* textChunks(
  source: Source,
  onRead?: (bytes: number) => void,
  onForm?: (form: TextForm) => void,
): AsyncGenerator<Buffer> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of source.open()) {
      onRead?.(chunk.length);
      yield chunk;
    }
  }
  let chunks = counted();
  try {
    if (source.range !== undefined && source.range.start > 0) {
      // What stands at the beginning of a file is not here.
      onForm?.({ packed: false, byteOrderMark: false });
      yield* chunks;
      return;
    }
    let { head, rest } = await readHead(chunks);
    const packed = startsWith(head, GZIP);
    if (packed) {
      chunks = gunzip(withHead(head, rest));
      ({ head, rest } = await readHead(chunks));
    }
    const other = otherContent(head.subarray(0, HEAD_SIZE));
    if (other !== undefined) {
      throw new Failure('unreadable-input', `cannot read ${source.name}: it looks like ${other.what}`, {
        hint: other.hint,
      });
    }
    const byteOrderMark = startsWith(head, [0xef, 0xbb, 0xbf]);
    if (byteOrderMark) head = head.subarray(3);
    onForm?.({ packed, byteOrderMark });
    yield* withHead(head, rest);
  } catch (error) {
    throw unreadable(source, error);
  } finally {
    await chunks.return(undefined);
  }
}
