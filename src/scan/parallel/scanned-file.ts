import { closeSync, fstatSync, openSync } from 'node:fs';
import { setImmediate as afterEvents } from 'node:timers/promises';
import { rangeSource } from '../../input/range-source.js';
import type { RecordBatch } from '../../input/read-records.js';
import type { Source } from '../../input/text-chunks.js';
import { ShorterFileError, unreadable } from '../../input/text-chunks.js';
import type { ScannedItem } from '../declined-record.js';
import { addScanned } from '../scanned-items.js';
import type { Scanner } from '../scanner.js';
import { futureFrom } from '../scanner.js';
import type { Block, BlockScan } from './block-scanner.js';
import { BLOCK_BYTES, BlockMemory, MEMORY_BYTES } from './block-scanner.js';
import type { PendingBlock, ScanPool } from './scan-pool.js';

/** How many blocks this thread scans at most before the records of earlier ones are looked at. */
const MAX_OWN_BLOCKS = 4;

/** A file with one record on each line. */
export interface LineFile {
  readonly name: string;
  readonly path: string;
}

/** How many lines and records of a file come before a place. */
export interface ReadSoFar {
  readonly lines: number;
  readonly records: number;
}

/** How a file is scanned. */
export interface ScanFileOptions {
  readonly scanner: Scanner;
  readonly pool: ScanPool;
  readonly maxRecordSize: number;
  /** Whether the bytes of a record are kept beyond its batch. */
  readonly keepsBytes: boolean;
  readonly now: () => number;
  /** Called with the number of bytes as they are read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Reads lines that were not scanned, in this thread. Calls `onRead` itself. */
  readonly readRest: (source: Source, before: ReadSoFar) => AsyncGenerator<RecordBatch<ScannedItem>>;
}

/** Scans blocks in this thread, into memory that is used again. */
class OwnBlocks {
  readonly #scanner: Scanner;
  readonly #free: BlockMemory[] = [];
  #held = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  get hasRoom(): boolean {
    return this.#held < MAX_OWN_BLOCKS;
  }

  scan(fd: number, block: Block, future: number): PendingBlock {
    const memory = this.#free.pop() ?? new BlockMemory(new ArrayBuffer(MEMORY_BYTES));
    this.#held++;
    const scan = this.#scanner.blocks.scan(fd, block, memory, future);
    const release = (): void => {
      this.#held--;
      this.#free.push(memory);
    };
    return { block, memory, scan, done: () => Promise.resolve(scan), release };
  }
}

/** One reading of a file by several threads. */
class FileScan {
  readonly #file: LineFile;
  readonly #options: ScanFileOptions;
  readonly #own: OwnBlocks;
  readonly #fd: number;
  /** How many bytes are read of it: as many as there were when it was opened, or when all of those were read. */
  #size: number;
  /** The blocks that were begun, in the order of the file. */
  readonly #pending: PendingBlock[] = [];
  #next = 0;
  #before: ReadSoFar = { lines: 0, records: 0 };

  constructor(file: LineFile, fd: number, options: ScanFileOptions) {
    this.#file = file;
    this.#fd = fd;
    this.#size = fstatSync(fd).size;
    this.#options = options;
    this.#own = new OwnBlocks(options.scanner);
  }

  async *batches(): AsyncGenerator<RecordBatch<ScannedItem>> {
    for (let block = await this.#nextBlock(); block !== undefined; block = await this.#nextBlock()) {
      const scan = await block.done();
      if (scan.end > scan.begin) yield this.#batch(block, scan);
      else block.release();
      if (scan.rest < block.block.end) yield* this.#rest({ start: scan.rest, end: block.block.end });
    }
  }

  /** Waits until no worker reads the file. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#pending.map((block) => block.done().finally(() => block.release())));
  }

  /** The next block of the file, scanned or about to be; undefined at the end. This thread scans, too, rather than wait. */
  async #nextBlock(): Promise<PendingBlock | undefined> {
    for (;;) {
      if (this.#pending.length === 0 && this.#next >= this.#size) this.#lookAtSize();
      this.#submit();
      const [first] = this.#pending;
      const mustWait = this.#next >= this.#size || !this.#own.hasRoom;
      if (mustWait || first?.scan !== undefined) return this.#pending.shift();
      this.#pending.push(this.#own.scan(this.#fd, this.#takeBlock(), futureFrom(this.#options.now())));
      // Workers answer between events.
      await afterEvents();
    }
  }

  /** Goes on with what was appended. @throws {ShorterFileError} if less is left than was there */
  #lookAtSize(): void {
    const { size } = fstatSync(this.#fd);
    if (size < this.#size) throw new ShorterFileError();
    this.#size = size;
  }

  #submit(): void {
    const future = futureFrom(this.#options.now());
    while (this.#next < this.#size) {
      const sent = this.#options.pool.submit(this.#fd, this.#blockAhead(), future);
      if (sent === undefined) return;
      this.#next = sent.block.end;
      this.#pending.push(sent);
    }
  }

  #blockAhead(): Block {
    return { start: this.#next, end: Math.min(this.#size, this.#next + BLOCK_BYTES) };
  }

  #takeBlock(): Block {
    const block = this.#blockAhead();
    this.#next = block.end;
    return block;
  }

  #batch({ block, memory, release }: PendingBlock, scan: BlockScan): RecordBatch<ScannedItem> {
    const { maxRecordSize, keepsBytes, scanner, onRead } = this.#options;
    const { name: file } = this.#file;
    const { begin, end, count, isText } = scan;
    onRead?.(end - begin);
    const chunk = keepsBytes ? Buffer.from(memory.text.subarray(0, end)) : memory.text;
    const { lines, records } = this.#before;
    const found: ScannedItem[] = [];
    const { names } = scanner;
    const scanned = { file, chunk, start: begin, line: lines + 1, answers: memory.answers, names, isText };
    const added = addScanned(scanned, count, { records, maxRecordSize, enabled: scanner.enabled }, found);
    this.#before = { lines: lines + scan.lines, records: records + added };
    // A line feed that was added at the end of the file is not part of it. The last line may begin in an earlier block than the last one.
    const missing = Math.max(0, Math.max(0, block.start - 1) + end - this.#size);
    const text = chunk.subarray(begin, end - missing);
    return { records: found, text, release };
  }

  /** The lines of a block that were not scanned. */
  async *#rest({ start, end }: Block): AsyncGenerator<RecordBatch<ScannedItem>> {
    const { name, path } = this.#file;
    const source = rangeSource(path, name, { start, end, size: this.#size }, this.#fd);
    let { records } = this.#before;
    for await (const batch of this.#options.readRest(source, this.#before)) {
      for (const item of batch.records) records += item.kind === 'accepted' || item.kind === 'keyed' ? item.count : 1;
      yield batch;
    }
    this.#before = { lines: this.#before.lines + (source.lineFeeds ?? 0), records };
  }
}

/** The descriptor of the file. @throws {Failure} */
function opened({ name, path }: LineFile): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable({ name }, error);
  }
}

/**
 * Reads the records of a file by several threads, in the order of the file: workers read and scan blocks of it, and this thread does
 * so while it would wait for them.
 * @throws {Failure} if the file cannot be read @throws what made a worker fail
 */
export async function* scannedFile(file: LineFile, options: ScanFileOptions): AsyncGenerator<RecordBatch<ScannedItem>> {
  const fd = opened(file);
  const scan = new FileScan(file, fd, options);
  try {
    yield* scan.batches();
  } finally {
    await scan.end();
    closeSync(fd);
  }
}
