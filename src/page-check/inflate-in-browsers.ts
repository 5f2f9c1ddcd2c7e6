import { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako';

// What `input/gunzip.ts` needs of node:zlib. `DecompressionStream` refuses what stands behind the first member of a gzip file, and
// does not say where that member ends.

/** Negative: data without a header. The greatest window that there is. */
const RAW_WINDOW = -15;

type Listener = (value: never) => void;

/** Unpacks the data of one member, as `InflateRaw` of node:zlib does. */
class InflateRaw {
  readonly #stream = new ZStream();
  readonly #outputSize: number;
  readonly #listeners = new Map<string, (value: unknown) => void>();

  constructor(outputSize: number) {
    this.#outputSize = outputSize;
    zlibInflateInit2(this.#stream, RAW_WINDOW);
  }

  /** How many bytes belong to the member so far. */
  get bytesWritten(): number {
    return this.#stream.total_in;
  }

  on(event: 'data' | 'error', listener: Listener): void {
    this.#listeners.set(event, listener as (value: unknown) => void);
  }

  /** Unpacks a piece; `onDone` is called with what is wrong with it, if anything is. */
  write(piece: Uint8Array, onDone: (error?: Error) => void): void {
    const stream = this.#stream;
    stream.input = piece;
    stream.next_in = 0;
    stream.avail_in = piece.length;
    let status: number;
    do {
      stream.output = new Uint8Array(this.#outputSize);
      stream.next_out = 0;
      stream.avail_out = this.#outputSize;
      status = zlibInflate(stream, Z_NO_FLUSH);
      if (stream.next_out > 0) this.#emit('data', Buffer.from(stream.output.buffer, 0, stream.next_out));
    } while (status === Z_OK && stream.avail_out === 0);
    if (status === Z_OK || status === Z_STREAM_END || status === Z_BUF_ERROR) onDone();
    else onDone(new Error(stream.msg));
  }

  destroy(): void {
    this.#listeners.clear();
  }

  #emit(event: string, value: unknown): void {
    this.#listeners.get(event)?.(value);
  }
}

/** Unpacks data without a header. @param options `chunkSize`: the most bytes that it gives at a time */
export function createInflateRaw({ chunkSize }: { readonly chunkSize: number }): InflateRaw {
  return new InflateRaw(chunkSize);
}

const CRC_POLYNOMIAL = 0xedb88320;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : CRC_POLYNOMIAL ^ (crc >>> 1);
  return crc;
});

/** The checksum of gzip. @param before that of the bytes before these */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}
