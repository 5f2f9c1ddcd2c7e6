/** An encoding of text other than UTF-8. */
export interface OtherEncoding {
  /** As a message names it: `UTF-16 text (little-endian)`. */
  readonly what: string;
  /** As iconv names it. */
  readonly name: string;
}

function encoding(family: string, endian: 'little' | 'big', isMarked: boolean): OtherEncoding {
  // With a byte order mark, iconv must be left to find the order: it then leaves the mark out.
  const order = endian === 'little' ? 'LE' : 'BE';
  return { what: `${family} text (${endian}-endian)`, name: isMarked ? family : `${family}${order}` };
}

const LITTLE_MARK = 0xff_fe;
const BIG_MARK = 0xfe_ff;

/** Which of the first bytes are not zero, one digit for each: `1000` for ASCII text in UTF-32, little-endian. */
function pattern(head: Buffer, length: number): string {
  return Array.from(head.subarray(0, length), (byte) => (byte === 0 ? '0' : '1')).join('');
}

/** By its byte order mark. A mark of UTF-32, little-endian, begins like that of UTF-16. */
function marked(head: Buffer): OtherEncoding | undefined {
  const first = head.length < 2 ? 0 : head.readUInt16BE(0);
  const second = head.length < 4 ? undefined : head.readUInt16BE(2);
  if (first === LITTLE_MARK) return encoding(second === 0 ? 'UTF-32' : 'UTF-16', 'little', true);
  if (first === BIG_MARK) return encoding('UTF-16', 'big', true);
  return first === 0 && second === BIG_MARK ? encoding('UTF-32', 'big', true) : undefined;
}

/**
 * The encoding of a text by its first bytes; undefined if it may be UTF-8. Without a byte order mark, it is known by the zero bytes
 * in ASCII text: one in two in UTF-16, three in four in UTF-32.
 */
export function otherEncoding(head: Buffer): OtherEncoding | undefined {
  const known = marked(head);
  if (known !== undefined) return known;
  // A log may hold zero bytes after a crash of its machine: for UTF-32, the second character has to be as the first.
  const eight = pattern(head, 8);
  if (eight === '10001000') return encoding('UTF-32', 'little', false);
  if (eight === '00010001') return encoding('UTF-32', 'big', false);
  const four = eight.slice(0, 4);
  if (four === '1010') return encoding('UTF-16', 'little', false);
  return four === '0101' ? encoding('UTF-16', 'big', false) : undefined;
}
