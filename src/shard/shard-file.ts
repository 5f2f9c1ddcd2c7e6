import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import type { BlockHead, BlockKind } from './block.js';
import { BLOCK_HEAD_BYTES, CHECKSUM_AT, decodeBlockHead, MAGIC, SHARD_VERSION } from './block.js';
import type { ShardCounts, ShardEnd, ShardFileStart, ShardHead } from './shard-head.js';

/** A block and where its content is stored. */
export interface StoredBlock extends BlockHead {
  readonly position: number;
}

/** What one run knows: a shard holds one part, or those of the shards that it was merged from. */
export interface Part {
  readonly shard: ShardFile;
  readonly head: ShardHead;
  readonly files: readonly ShardFileStart[];
  readonly counts: ShardCounts;
  readonly id: string;
  readonly blocks: readonly StoredBlock[];
  /** Where it stands in its file. */
  readonly start: number;
  readonly end: number;
}

/** How much of a stored block is read at once to test it. */
const READ_BYTES = 1024 * 1024;

/** The largest block that is read: no block that we write is nearly as large. */
const MAX_BLOCK_BYTES = 512 * 1024 * 1024;

/** A shard that is open for reading. */
export class ShardFile {
  readonly name: string;
  readonly #fd: number;
  readonly #size: number;
  readonly #zlib = process.getBuiltinModule('node:zlib');

  private constructor(name: string, fd: number, size: number) {
    this.name = name;
    this.#fd = fd;
    this.#size = size;
  }

  /** Opens a shard and tests all of its bytes. @throws {Failure} if it cannot be read, is damaged, or is no shard */
  static open(path: string, name: string): { readonly shard: ShardFile; readonly parts: readonly Part[] } {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (cause) {
      throw new Failure('bad-shard', `cannot read the shard ${safeName(name)}: ${systemReason(cause)}`, { cause });
    }
    const shard = new ShardFile(name, fd, fstatSync(fd).size);
    try {
      return { shard, parts: shard.#parts() };
    } catch (error) {
      shard.close();
      throw error;
    }
  }

  /** The content of a block. @throws {Failure} if it is damaged */
  read({ position, storedBytes, bytes }: StoredBlock): Buffer {
    const stored = this.bytes(position, position + storedBytes);
    try {
      return this.#zlib.inflateRawSync(stored, { maxOutputLength: Math.max(1, bytes) });
    } catch {
      throw this.#damaged('a block cannot be unpacked');
    }
  }

  readJson(block: StoredBlock): unknown {
    return JSON.parse(this.read(block).toString());
  }

  /** Bytes as they are stored. @throws {Failure} if there are fewer */
  bytes(start: number, end: number): Buffer {
    const target = Buffer.alloc(end - start);
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.#fd, target, done, target.length - done, start + done);
      if (count === 0) throw this.#damaged('it ends too early');
      done += count;
    }
    return target;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #parts(): Part[] {
    if (this.#size < MAGIC.length || !this.bytes(0, MAGIC.length).equals(MAGIC)) {
      throw new Failure('bad-shard', `${safeName(this.name)} is not a shard`, {
        hint: 'copilot-events validate -f shard=part.shard writes one',
      });
    }
    const parts: Part[] = [];
    for (let position = 0; position < this.#size; position = parts.at(-1)?.end ?? this.#size) {
      parts.push(this.#part(position));
    }
    return parts;
  }

  #part(start: number): Part {
    if (!this.bytes(start, Math.min(start + MAGIC.length, this.#size)).equals(MAGIC)) {
      throw this.#damaged('something stands behind its end');
    }
    const blocks: StoredBlock[] = [];
    let position = start + MAGIC.length;
    while (blocks.at(-1)?.kind !== 'end') {
      const block = this.#block(position);
      blocks.push(block);
      position = block.position + block.storedBytes;
      if (blocks.length === 1) this.#requireVersion(block);
    }
    const only = (kind: BlockKind): unknown => {
      const found = blocks.find((block) => block.kind === kind);
      if (found === undefined) throw this.#damaged(`it has no ${kind}`);
      return this.readJson(found);
    };
    return {
      shard: this,
      head: only('head') as ShardHead,
      files: blocks.filter(({ kind }) => kind === 'file').map((block) => this.readJson(block) as ShardFileStart),
      counts: only('counts') as ShardCounts,
      id: (only('end') as ShardEnd).id,
      blocks,
      start,
      end: position,
    };
  }

  /** The block whose head stands at a position, tested against its checksum. */
  #block(at: number): StoredBlock {
    const position = at + BLOCK_HEAD_BYTES;
    if (position > this.#size) throw this.#damaged('it ends too early');
    const bytes = this.bytes(at, position);
    const head = decodeBlockHead(bytes);
    if (head === undefined || head.bytes > MAX_BLOCK_BYTES) throw this.#damaged(`there is no block at byte ${at}`);
    const end = position + head.storedBytes;
    if (end > this.#size) throw this.#damaged('it ends too early');
    let checksum = this.#zlib.crc32(bytes.subarray(0, CHECKSUM_AT));
    for (let from = position; from < end; from += READ_BYTES) {
      checksum = this.#zlib.crc32(this.bytes(from, Math.min(from + READ_BYTES, end)), checksum);
    }
    if (checksum !== head.checksum) throw this.#damaged(`the block at byte ${at} has another checksum than it says`);
    return { ...head, position };
  }

  #requireVersion(first: StoredBlock): void {
    if (first.kind !== 'head') throw this.#damaged('it has no head');
    const { version, tool } = this.readJson(first) as ShardHead;
    if (version === SHARD_VERSION) return;
    throw new Failure(
      'bad-shard',
      `the shard ${safeName(this.name)} has version ${version}, this is ${SHARD_VERSION}`,
      {
        hint: `merge it with the version of copilot-events that wrote it: ${safeName(String(tool?.version))}`,
      },
    );
  }

  #damaged(reason: string): Failure {
    return new Failure('bad-shard', `the shard ${safeName(this.name)} is damaged: ${reason}`, {
      hint: 'copy it again, or run validate again; a run that was interrupted leaves no whole shard',
    });
  }
}
