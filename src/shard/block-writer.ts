import type { Hash } from 'node:crypto';
import type { Output } from '../output/output.js';
import type { BlockKind } from './block.js';
import { CHECKSUM_AT, encodeBlockHead, MAGIC } from './block.js';
import type { ShardCounts, ShardEnd } from './shard-head.js';

/** Writes the blocks of a part to a file. */
export class BlockWriter {
  readonly #output: Pick<Output, 'write' | 'drain'>;
  // Not imported: that would cost every start a few milliseconds.
  readonly #zlib = process.getBuiltinModule('node:zlib');
  readonly #digest: Hash = process.getBuiltinModule('node:crypto').createHash('sha256');

  constructor(output: Pick<Output, 'write' | 'drain'>) {
    this.#output = output;
    output.write(MAGIC);
  }

  /** Writes a block. */
  write(kind: BlockKind, content: Uint8Array): void {
    this.#digest.update(kind).update(content);
    const stored = this.#zlib.deflateRawSync(content, { level: 1 });
    const head = encodeBlockHead({ kind, storedBytes: stored.length, bytes: content.length });
    const ofHead = this.#zlib.crc32(head.subarray(0, CHECKSUM_AT));
    head.writeUInt32LE(this.#zlib.crc32(stored, ofHead), CHECKSUM_AT);
    this.#output.write(head);
    this.#output.write(stored);
  }

  writeJson(kind: BlockKind, value: unknown): void {
    this.write(kind, Buffer.from(JSON.stringify(value)));
  }

  /** Writes the last blocks of the part: the counts, and the digest of all blocks before the end. */
  end(counts: ShardCounts): void {
    this.writeJson('counts', counts);
    const end: ShardEnd = { id: this.#digest.copy().digest('hex') };
    this.writeJson('end', end);
  }

  drain(): Promise<void> | undefined {
    return this.#output.drain();
  }
}
