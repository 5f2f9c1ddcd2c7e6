import type { InflateRaw } from 'node:zlib';
import { LINE_FEED } from '../record/json-units.js';
import { KEPT_SIZE, PackedInput } from './packed-input.js';

/** What is wrong with packed data. */
export type GzipFault = 'cut-off' | 'damaged' | 'wrong-checksum' | 'other-data';

/** Thrown when all that could be unpacked was given. */
export class GzipError extends Error {
  override readonly name = 'GzipError';
  readonly fault: GzipFault;
  /** How many packed bytes come before the first fault. */
  readonly offset: number;

  constructor(fault: GzipFault, offset: number) {
    super(`gzip: ${fault} at ${offset}`);
    this.fault = fault;
    this.offset = offset;
  }
}

const OUTPUT_SIZE = 256 * 1024;

/** So much is unpacked at a time, while what was unpacked before is looked at. */
const PIECE_SIZE = 64 * 1024;

/** The pieces in which what lies before a fault is unpacked, ever smaller ones. */
const RECOVERY_SIZES = [4096, 64, 1];

/** Loaded only where something is packed. */
type Zlib = typeof import('node:zlib');

/** What came of a piece of packed data. */
interface Inflated {
  readonly output: readonly Buffer[];
  /** How many bytes of the piece belong to the member: fewer than it has, if the member ends in it. */
  readonly used: number;
  readonly failed: boolean;
}

/** Unpacks the data of one member, piece by piece. */
class Inflater {
  readonly #stream: InflateRaw;
  #output: Buffer[] = [];
  #used = 0;
  #fail: () => void = () => {};

  constructor(zlib: Zlib, outputSize: number) {
    this.#stream = zlib.createInflateRaw({ chunkSize: outputSize });
    this.#stream.on('data', (output: Buffer) => this.#output.push(output));
    this.#stream.on('error', () => this.#fail());
  }

  /** What an error interrupts is lost: up to an output buffer. */
  async write(piece: Buffer): Promise<Inflated> {
    const failed = await new Promise<boolean>((resolve) => {
      this.#fail = () => resolve(true);
      this.#stream.write(piece, (error) => resolve(error != null));
    });
    const output = this.#output;
    this.#output = [];
    const used = failed ? 0 : this.#stream.bytesWritten - this.#used;
    this.#used += used;
    return { output, used, failed };
  }

  close(): void {
    this.#stream.destroy();
  }
}

/** What lies between the beginning of a piece and the fault in it; `before`: the pieces of the member before that one. */
async function* recovered(zlib: Zlib, before: readonly Buffer[], faulty: Buffer): AsyncGenerator<Buffer> {
  const good = [...before];
  let piece = faulty;
  for (const size of RECOVERY_SIZES) {
    // A small buffer loses little.
    const inflater = new Inflater(zlib, size === 1 ? 64 : OUTPUT_SIZE);
    try {
      for (const known of good) await inflater.write(known);
      for (let at = 0; at < piece.length; at += size) {
        const part = piece.subarray(at, at + size);
        const { output, failed } = await inflater.write(part);
        yield* output;
        if (failed) {
          piece = part;
          break;
        }
        good.push(part);
      }
    } finally {
      inflater.close();
    }
  }
}

/** Counts and sums up what was unpacked of a member, as its trailer does. */
class Totals {
  readonly #zlib: Zlib;
  #crc = 0;
  #size = 0;
  /** The last byte of all that was unpacked. */
  last: number | undefined;

  constructor(zlib: Zlib) {
    this.#zlib = zlib;
  }

  add(output: Buffer): Buffer {
    this.#crc = this.#zlib.crc32(output, this.#crc);
    this.#size = (this.#size + output.length) >>> 0;
    this.last = output[output.length - 1] ?? this.last;
    return output;
  }

  matches(trailer: Buffer): boolean {
    return trailer.readUInt32LE(0) === this.#crc && trailer.readUInt32LE(4) === this.#size;
  }
}

/** Unpacks the data of a member; returns what is wrong with it, if anything is. */
async function* memberData(
  zlib: Zlib,
  input: PackedInput,
  totals: Totals,
): AsyncGenerator<Buffer, GzipFault | undefined> {
  const inflater = new Inflater(zlib, OUTPUT_SIZE);
  const kept: Buffer[] = [];
  let keptSize = 0;
  try {
    let piece = await input.piece(PIECE_SIZE);
    let ahead = piece && inflater.write(piece);
    while (piece !== undefined && ahead !== undefined) {
      const { output, used, failed } = await ahead;
      const current = piece;
      const isEnd = !failed && used < current.length;
      if (isEnd) input.giveBack(current.length - used);
      piece = isEnd || failed ? undefined : await input.piece(PIECE_SIZE);
      ahead = piece && inflater.write(piece);
      for (const part of output) yield totals.add(part);
      if (isEnd) return undefined;
      if (failed) {
        // The output of the piece until then is given once more.
        if (keptSize <= KEPT_SIZE) yield* skipped(recovered(zlib, kept, current), output, totals);
        return 'damaged';
      }
      keptSize += current.length;
      if (keptSize <= KEPT_SIZE) kept.push(current);
      else kept.length = 0;
    }
    return 'cut-off';
  } finally {
    inflater.close();
  }
}

/** All of a text but what was given of it already. */
async function* skipped(
  text: AsyncGenerator<Buffer>,
  given: readonly Buffer[],
  totals: Totals,
): AsyncGenerator<Buffer> {
  let left = given.reduce((sum, { length }) => sum + length, 0);
  for await (const part of text) {
    const rest = part.subarray(Math.min(left, part.length));
    left -= part.length - rest.length;
    if (rest.length > 0) yield totals.add(rest);
  }
}

/** Unpacks a member, from its header to its trailer; returns what is wrong with it, if anything is. */
async function* member(zlib: Zlib, input: PackedInput, totals: Totals): AsyncGenerator<Buffer, GzipFault | undefined> {
  const header = await input.skipHeader();
  if (header !== 'read') return header;
  const fault = yield* memberData(zlib, input, totals);
  if (fault !== undefined) return fault;
  const trailer = await input.take(8);
  if (trailer === undefined) return 'cut-off';
  return totals.matches(trailer) ? undefined : 'wrong-checksum';
}

/**
 * Unpacks gzip, member by member, with all that can be unpacked whatever stands between or behind the members or is damaged in them.
 * A damaged member ends with a line, so that the next one does not go on in the middle of it. Zeros between members are padding.
 * @throws {GzipError} at the end, for the first fault.
 */
export async function* gunzip(chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  const zlib = await import('node:zlib');
  const input = new PackedInput(chunks);
  let error: GzipError | undefined;
  let unfinished = false;
  try {
    while (await input.findMember()) {
      if (input.hasSkipped) error ??= new GzipError('other-data', input.skippedAt);
      const start = input.offset;
      if (unfinished) yield Buffer.from([LINE_FEED]);
      unfinished = false;
      const totals = new Totals(zlib);
      const fault = yield* member(zlib, input, totals);
      if (fault === undefined) continue;
      error ??= new GzipError(fault, fault === 'cut-off' ? input.offset : start);
      unfinished = totals.last !== undefined && totals.last !== LINE_FEED;
      input.goBackToHeader();
    }
    if (input.hasSkipped) error ??= new GzipError('other-data', input.skippedAt);
  } finally {
    await chunks.return?.();
  }
  if (error !== undefined) throw error;
}
