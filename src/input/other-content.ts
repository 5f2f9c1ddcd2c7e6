import { isJsonSpace, OPEN_ARRAY, OPEN_OBJECT } from '../record/json-units.js';
import { otherEncoding } from '../record/other-encoding.js';

const MAGIC: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['Zstandard data', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2 data', [0x42, 0x5a, 0x68]],
  ['xz data', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['an Avro file', [0x4f, 0x62, 0x6a, 0x01]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
];

/** The first bytes of gzip. */
export const GZIP = [0x1f, 0x8b];

/** What a tar archive has in the header of its first file, and where. */
const TAR_MARK = 'ustar';
const TAR_MARK_AT = 257;

/** Whether bytes begin with others. */
export function startsWith(bytes: Buffer, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}

interface OtherContent {
  readonly what: string;
  readonly hint: string;
}

/** What a file holds that is not text, by its first bytes; undefined if it may be text. */
export function otherContent(head: Buffer): OtherContent | undefined {
  const encoding = otherEncoding(head);
  if (encoding !== undefined) {
    return { what: encoding.what, hint: `convert it first: iconv -f ${encoding.name} -t UTF-8` };
  }
  const known = MAGIC.find(([, bytes]) => startsWith(head, bytes));
  if (known !== undefined) {
    return { what: known[0], hint: 'unpack or convert it to NDJSON first; only gzip is read as it is' };
  }
  if (startsWith(head, GZIP)) return { what: 'gzip in gzip', hint: 'unpack it once, with gunzip' };
  if (head.toString('latin1', TAR_MARK_AT, TAR_MARK_AT + TAR_MARK.length) === TAR_MARK) {
    return { what: 'a tar archive', hint: 'unpack it first, with tar -x' };
  }
  if (!head.includes(0)) return undefined;
  // A log may hold zero bytes after a crash of its machine; those are problems of their lines.
  const first = head.find((byte) => !isJsonSpace(byte));
  return first !== undefined && TEXT_STARTS.has(first)
    ? undefined
    : { what: 'binary data', hint: 'name a JSON or NDJSON file' };
}

/** The brackets, a record separator, and the first byte of a byte order mark. */
const TEXT_STARTS: ReadonlySet<number> = new Set([OPEN_OBJECT, OPEN_ARRAY, 0x1e, 0xef]);
