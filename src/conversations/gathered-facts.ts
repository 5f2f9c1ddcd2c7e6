import type { ConversationLog } from './conversation-log.js';
import * as row from './fact-row.js';
import type { FileShift, GatheredBlock, GatheredName } from './gathered-block.js';
import type { PlainUnplaced } from './unplaced-records.js';

/** Small blocks of rows are put together to blocks of this size. */
const BLOCK_BYTES = 1024 * 1024;

const KIND_AND_FLAGS = (1 << row.FIRST_NAME_BIT) - 1;

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Words of bytes that may begin anywhere in their memory. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}

/** Rows, put together to larger pieces. */
export function* joinedRows(blocks: Iterable<Uint32Array>): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for (const words of blocks) {
    // The next call may use its memory again.
    pieces.push(bytesOf(words).slice());
    size += words.byteLength;
    if (size < BLOCK_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(pieces);
}

/** The blocks of one kind, put together. */
export function* joined(kind: GatheredBlock['kind'], blocks: Iterable<Uint32Array>): Generator<GatheredBlock> {
  for (const bytes of joinedRows(blocks)) yield { kind, bytes };
}

/** A block of plain data. */
export function json(kind: GatheredBlock['kind'], value: unknown): GatheredBlock {
  return { kind, bytes: Buffer.from(JSON.stringify(value)) };
}

/** All facts of a log as blocks. @param specEventOf the spec event that a name stands for */
export function* gatheredBlocks(
  log: ConversationLog,
  specEventOf: (name: string) => string | undefined,
): Generator<GatheredBlock> {
  const names = log.names.all().map((name): GatheredName => [name, specEventOf(name) ?? null]);
  yield json('eventNames', names);
  yield* joined('factRows', log.rowBlocks());
  yield* joined('idRows', log.idBlocks());
  if (log.unplaced.size > 0) yield json('unplaced', log.unplaced.toJSON());
}

/** Adds the facts of one part of a log to those of others. */
export class GatheredFacts {
  readonly #log: ConversationLog;
  readonly #shifts: readonly FileShift[];
  readonly #specEvents: Map<string, string>;
  /** The numbers of the part's names among all. */
  #names: readonly number[] = [];
  /** Whether the next row is the second part of the one before, and the first word of that one. */
  #isSecond = false;
  #hash = 0;

  /** @param shifts where the files of the part stand @param specEvents gets the spec events of its names */
  constructor(log: ConversationLog, shifts: readonly FileShift[], specEvents: Map<string, string>) {
    this.#log = log;
    this.#shifts = shifts;
    this.#specEvents = specEvents;
  }

  /** Adds a block, in the order of `gatheredBlocks`. @throws {Failure} if no temporary file can be written */
  add({ kind, bytes }: GatheredBlock): void {
    if (kind === 'factRows') this.#addRows(wordsOf(bytes));
    else if (kind === 'idRows') this.#log.addIdRows(wordsOf(bytes));
    else if (kind === 'eventNames') this.#addNames(JSON.parse(Buffer.from(bytes).toString()) as GatheredName[]);
    else if (kind === 'unplaced')
      this.#log.unplaced.addPlain(JSON.parse(Buffer.from(bytes).toString()) as PlainUnplaced, this.#shifts);
  }

  #addNames(names: readonly GatheredName[]): void {
    this.#names = [0, ...names.map(([name]) => this.#log.names.numberOf(name))];
    for (const [name, specEvent] of names) if (specEvent !== null) this.#specEvents.set(name, specEvent);
  }

  #addRows(words: Uint32Array): void {
    const log = this.#log;
    for (let from = 0; from < words.length; from += row.ROW_WORDS) {
      if (!this.#isSecond) this.#hash = words[from + row.CONVERSATION] as number;
      const at = log.rowFor(this.#hash);
      const { rows } = log;
      for (let word = 0; word < row.ROW_WORDS; word++) rows[at + word] = words[from + word] as number;
      if (this.#isSecond) {
        this.#isSecond = false;
        continue;
      }
      const { fileIndex, records, lines } = this.#shifts[rows[at + row.FILE] as number] as FileShift;
      const bits = rows[at + row.BITS] as number;
      rows[at + row.FILE] = fileIndex;
      rows[at + row.RECORD] = (rows[at + row.RECORD] as number) + records;
      rows[at + row.LINE] = (rows[at + row.LINE] as number) + lines;
      const name = this.#names[bits >>> row.FIRST_NAME_BIT] ?? 0;
      rows[at + row.BITS] = (bits & KIND_AND_FLAGS) | (name << row.FIRST_NAME_BIT);
      this.#isSecond = (bits & row.IS_LONG) !== 0;
    }
  }
}
