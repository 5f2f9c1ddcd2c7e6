import { hash } from 'node:crypto';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import type { ReadOptions } from '../input/read-records.js';
import { readRecords } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import { Output } from '../output/output.js';
import type { RawRecord } from '../record/record.js';
import type { EarlierRuns } from './checkpoint-file.js';
import type { FilePosition } from './ledger.js';
import type { NumberRange } from './number-ranges.js';
import type { DoneAs } from './outcomes.js';

/**
 * The fingerprints of done records, by which they are found again in a log that has changed. One row of 8 bytes each: 62
 * bits of a SHA-1 of the record's bytes, and 2 bits for how it was done. Among 10 million done records and as many others,
 * one of these is taken for a done one with a probability of 1 in 46,000.
 */
const ROW_BYTES = 8;
const KINDS: readonly DoneAs[] = ['accepted', 'rejected', 'passedOver'];
const KIND_BITS = 3n;

function digestOf({ bytes }: RawRecord): Buffer {
  return hash('sha1', bytes, 'buffer').subarray(0, ROW_BYTES);
}

/** The file beside a checkpoint that holds the fingerprints. */
export function fingerprintFileOf(checkpoint: string): string {
  return `${checkpoint}.done`;
}

/** Whether a file of fingerprints still holds all that a checkpoint counts. */
export async function hasFingerprints(path: string, bytes: number): Promise<boolean> {
  return ((await stat(path).catch(() => undefined))?.size ?? 0) >= bytes;
}

/** Writes the fingerprint of each done record. */
export class FingerprintWriter {
  readonly #output: Output;

  private constructor(output: Output) {
    this.#output = output;
  }

  /** Opens a file. What lies behind the bytes that the checkpoint counts is written again. @throws {Failure} if it cannot. */
  static async open(path: string, bytes: number): Promise<FingerprintWriter> {
    if (bytes > 0) await truncate(path, bytes);
    const output = bytes > 0 ? Output.toEndOf(path, bytes) : Output.toFile(path);
    await output.opened();
    return new FingerprintWriter(output);
  }

  /** How many bytes the file has. */
  get bytes(): number {
    return this.#output.bytes;
  }

  add(raw: RawRecord, as: DoneAs): void {
    // What is too large to be held has no bytes; it is rejected again.
    if (raw.bytes.length === 0) return;
    const row = digestOf(raw);
    row[ROW_BYTES - 1] = ((row[ROW_BYTES - 1] ?? 0) & 0xfc) | KINDS.indexOf(as);
    this.#output.write(row);
  }

  /** Resolves when all is on the disk. @throws {Failure} if it cannot be written. */
  sync(): Promise<void> {
    return this.#output.sync();
  }

  end(): Promise<void> {
    return this.#output.end();
  }
}

/** The done records of earlier runs, each of which is found once for each time that it was done. */
export class DoneRecords {
  readonly #rows: BigUint64Array;
  /** How many of the equal rows that begin at an index were found. */
  readonly #found: Uint32Array;

  private constructor(rows: BigUint64Array) {
    this.#rows = rows.sort();
    this.#found = new Uint32Array(rows.length);
  }

  static async read(path: string, bytes: number): Promise<DoneRecords> {
    const file = await open(path);
    const buffer = await readFile(file).finally(() => file.close());
    const rows = BigUint64Array.from({ length: Math.floor(bytes / ROW_BYTES) }, (_, row) =>
      buffer.readBigUInt64BE(row * ROW_BYTES),
    );
    return new DoneRecords(rows);
  }

  /** How many there are. */
  get size(): number {
    return this.#rows.length;
  }

  /** How a record was done; undefined if it was not, or if all that are equal to it were found already. */
  find(raw: RawRecord): DoneAs | undefined {
    if (raw.bytes.length === 0) return undefined;
    const wanted = digestOf(raw).readBigUInt64BE(0) & ~KIND_BITS;
    const first = this.#indexOf(wanted);
    const index = first + (this.#found[first] ?? 0);
    const row = this.#rows[index];
    if (row === undefined || (row & ~KIND_BITS) !== wanted) return undefined;
    this.#found[first] = (this.#found[first] ?? 0) + 1;
    return KINDS[Number(row & KIND_BITS)];
  }

  /** The index of the first row that is not below a fingerprint. */
  #indexOf(wanted: bigint): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] ?? 0n) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The done records that are still in a log. */
export interface FoundRecords {
  /** By the name of the file. */
  readonly positions: ReadonlyMap<string, FilePosition>;
  readonly counts: EarlierRuns;
}

/** Reads a log and finds the done records in it, wherever they are now. Ends at what cannot be read: the run reports that. */
export async function findDone(
  sources: readonly Source[],
  read: ReadOptions,
  done: DoneRecords,
): Promise<FoundRecords> {
  const counts = { accepted: 0, rejected: 0, passedOver: 0 };
  const positions = new Map<string, FilePosition>();
  for (const source of sources) {
    const pending: NumberRange[] = [];
    let through = 0;
    const seen = (raw: RawRecord): void => {
      const as = done.find(raw);
      if (as === undefined) return;
      counts[as]++;
      if (raw.number > through + 1) pending.push([through + 1, raw.number - 1]);
      through = raw.number;
    };
    try {
      for await (const { records } of readRecords(source, read)) for (const raw of records) seen(raw);
    } catch {}
    positions.set(source.name, { through, pending });
  }
  return { positions, counts };
}
