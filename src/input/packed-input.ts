const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);

// Flags of a header (RFC 1952).
const HAS_CRC = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const RESERVED_FLAGS = 0xe0;

/** So much of a member is kept, to look at it again when it turns out to be faulty. */
export const KEPT_SIZE = 16 * 1024 * 1024;

const HEADER_SIZE = 10;
const MAX_SYSTEM = 13;
const UNKNOWN_SYSTEM = 255;

/** Whether bytes are the fixed part of a header. Without these checks, packed data is taken for one now and then. */
function isHeader(bytes: Buffer): boolean {
  const [flags = 0, level = 0, system = 0] = [bytes[3], bytes[8], bytes[9]];
  const isLevel = level === 0 || level === 2 || level === 4;
  return (flags & RESERVED_FLAGS) === 0 && isLevel && (system <= MAX_SYSTEM || system === UNKNOWN_SYSTEM);
}

/** The bytes of packed data, which are asked for as its format needs them. */
export class PackedInput {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #before = 0;
  /** The bytes of the member so far; undefined if they are too many to be kept. */
  #member: Buffer[] | undefined = [];
  #memberSize = 0;
  /** Whether other bytes than zeros were skipped so far, and how many bytes lie before the first of them. */
  hasSkipped = false;
  skippedAt = 0;

  constructor(chunks: AsyncIterator<Buffer>) {
    this.#chunks = chunks;
  }

  /** How many bytes were read and not given back. */
  get offset(): number {
    return this.#before + this.#at;
  }

  /** Goes to the header of the next member; false if there is none. */
  async findMember(): Promise<boolean> {
    for (;;) {
      const isEnough = await this.#fill(HEADER_SIZE);
      const rest = this.#buffer.subarray(this.#at);
      // By the first bytes of all it is gzip, whatever else the header holds.
      const isFirst = this.offset === 0 && rest.length > 0;
      const found = rest.indexOf(MAGIC);
      if (isFirst || (found === 0 && isEnough && isHeader(rest))) {
        this.#member = [];
        this.#memberSize = 0;
        return true;
      }
      if (!isEnough) {
        this.#skip(rest.length);
        return false;
      }
      if (found === -1) this.#skip(rest.length - MAGIC.length + 1);
      else this.#skip(Math.max(found, 1));
    }
  }

  /**
   * Goes back to a header within the bytes of a faulty member, if there is one: where a member is cut off, the next one is taken for
   * a part of it.
   */
  goBackToHeader(): void {
    if (this.#member === undefined) return;
    const bytes = Buffer.concat([...this.#member, this.#buffer.subarray(this.#at)]);
    for (let at = bytes.indexOf(MAGIC, 1); at !== -1 && at < this.#memberSize; at = bytes.indexOf(MAGIC, at + 1)) {
      if (!isHeader(bytes.subarray(at)) || at + HEADER_SIZE > bytes.length) continue;
      this.#before = this.offset - this.#memberSize;
      this.#buffer = bytes;
      this.#at = at;
      return;
    }
  }

  /** Reads the header of a member. */
  async skipHeader(): Promise<'read' | 'cut-off' | 'damaged'> {
    const fixed = await this.take(HEADER_SIZE);
    if (fixed === undefined) return 'cut-off';
    const flags = fixed[3] ?? 0;
    if (fixed[2] !== MAGIC[2] || (flags & RESERVED_FLAGS) !== 0) return 'damaged';
    if ((flags & HAS_EXTRA) !== 0) {
      const size = await this.take(2);
      if (size === undefined || (await this.take(size.readUInt16LE(0))) === undefined) return 'cut-off';
    }
    for (const flag of [HAS_NAME, HAS_COMMENT]) {
      if ((flags & flag) !== 0 && !(await this.#skipText())) return 'cut-off';
    }
    return (flags & HAS_CRC) !== 0 && (await this.take(2)) === undefined ? 'cut-off' : 'read';
  }

  /** So many bytes; undefined if there are fewer, which are then gone. */
  async take(count: number): Promise<Buffer | undefined> {
    const isEnough = await this.#fill(count);
    const bytes = this.#use(count);
    return isEnough ? bytes : undefined;
  }

  /** Up to so many bytes, at least one; undefined at the end. */
  async piece(most: number): Promise<Buffer | undefined> {
    if (!(await this.#fill(1))) return undefined;
    return this.#use(most);
  }

  /** Gives bytes of the last piece back. */
  giveBack(count: number): void {
    this.#at -= count;
    this.#memberSize -= count;
    const last = this.#member?.pop();
    if (last !== undefined) this.#member?.push(last.subarray(0, last.length - count));
  }

  #use(most: number): Buffer {
    const bytes = this.#buffer.subarray(this.#at, this.#at + most);
    this.#at += bytes.length;
    this.#memberSize += bytes.length;
    if (this.#memberSize > KEPT_SIZE) this.#member = undefined;
    else this.#member?.push(bytes);
    return bytes;
  }

  async #skipText(): Promise<boolean> {
    for (let byte = await this.take(1); byte !== undefined; byte = await this.take(1)) if (byte[0] === 0) return true;
    return false;
  }

  #skip(count: number): void {
    const skipped = this.#buffer.subarray(this.#at, this.#at + count);
    const other = skipped.findIndex((byte) => byte !== 0);
    if (other !== -1 && !this.hasSkipped) {
      this.hasSkipped = true;
      this.skippedAt = this.offset + other;
    }
    this.#at += skipped.length;
  }

  async #fill(count: number): Promise<boolean> {
    while (this.#buffer.length - this.#at < count) if (!(await this.#more())) return false;
    return true;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    const rest = this.#buffer.subarray(this.#at);
    this.#before += this.#at;
    this.#buffer = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    this.#at = 0;
    return true;
  }
}
