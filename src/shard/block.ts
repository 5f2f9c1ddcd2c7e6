/** The version of the form of shards. A later one is refused. */
export const SHARD_VERSION = 2;

/** The first bytes of a part. None of them is text, so that nobody takes a shard for a log. */
export const MAGIC = Buffer.from([0x89, 0x43, 0x45, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A head: the kind, the bytes of the content as stored and as unpacked, and the CRC-32 of these and of what is stored. */
export const BLOCK_HEAD_BYTES = 16;

/** Where in a head the checksum stands: all before it is summed up. */
export const CHECKSUM_AT = 12;

/**
 * The kinds of blocks, each one letter. A part is a head, then blocks in this order, then an end:
 * per file its beginning and the records with problems; then what rules across records need; then what reports show of all records,
 * and the counts.
 */
export const BLOCKS = {
  head: 'H',
  /** One file begins, or the lines of a file that begin in a range of it. */
  file: 'F',
  /** Records with problems, one JSON text per line. */
  problems: 'P',
  /** Names of events, rows of facts for the conversation rules, ids of conversations, and records without a known conversation. */
  eventNames: 'N',
  factRows: 'R',
  idRows: 'I',
  unplaced: 'U',
  /** Names of events, and rows of ids of calls. */
  callNames: 'L',
  callRows: 'M',
  /** What rules across records have found of a partition: problems, what is still to be looked up in the others, and measures of its conversations. */
  lateProblems: 'D',
  openFindings: 'O',
  partitionResult: 'V',
  /** What a partition has of the message ids that are looked up. */
  messagePlaces: 'S',
  /** Records of conversations without problems whose contents are shown, one JSON text per line, and sums over all records. */
  cleanRecords: 'K',
  totals: 'T',
  counts: 'C',
  end: 'E',
} as const;

/** The name of a kind of block. */
export type BlockKind = keyof typeof BLOCKS;

/** A block as it stands in a file. */
export interface BlockHead {
  readonly kind: BlockKind;
  readonly storedBytes: number;
  readonly bytes: number;
  readonly checksum: number;
}

const KINDS = new Map(Object.entries(BLOCKS).map(([kind, letter]) => [letter.charCodeAt(0), kind as BlockKind]));

/** Writes the head of a block, without its checksum. */
export function encodeBlockHead({ kind, storedBytes, bytes }: Omit<BlockHead, 'checksum'>): Buffer {
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  head[0] = BLOCKS[kind].charCodeAt(0);
  head.writeUInt32LE(storedBytes, 4);
  head.writeUInt32LE(bytes, 8);
  return head;
}

/** Reads the head of a block; undefined if it is none. */
export function decodeBlockHead(head: Buffer): BlockHead | undefined {
  const kind = KINDS.get(head[0] ?? 0);
  if (kind === undefined) return undefined;
  return {
    kind,
    storedBytes: head.readUInt32LE(4),
    bytes: head.readUInt32LE(8),
    checksum: head.readUInt32LE(CHECKSUM_AT),
  };
}
