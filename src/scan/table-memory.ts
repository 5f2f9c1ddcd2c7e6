import * as at from './layout.js';

/** Thrown if the tables do not fit into the scanner's memory. */
export class TablesTooLarge extends Error {}

/** The compiled scanner's memory, and what finds a place in its tables. */
interface TableExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Makes or finds the slot of a key. */
  slotFor(table: number, mask: number, key: number, length: number): number;
  nearSlotFor(table: number, mask: number, key: number, length: number): number;
}

const utf8 = new TextEncoder();

/** The scanner's memory with its tables, which are written one after the other. Offsets are in bytes. */
export class TableMemory {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly slotFor: TableExports['slotFor'];
  readonly nearSlotFor: TableExports['nearSlotFor'];
  #free = at.PLAN;

  constructor({ memory: { buffer }, slotFor, nearSlotFor }: TableExports) {
    this.view = new DataView(buffer);
    this.bytes = new Uint8Array(buffer);
    this.slotFor = slotFor;
    this.nearSlotFor = nearSlotFor;
  }

  /** Where the tables end. */
  get end(): number {
    return this.#free;
  }

  /** Room for so many bytes. @throws {TablesTooLarge} */
  allocate(size: number): number {
    const place = this.#free;
    this.#free = (place + size + 7) & ~7;
    if (this.#free > at.WINDOW) throw new TablesTooLarge();
    return place;
  }

  /** Writes a text; returns its place. @throws {TablesTooLarge} */
  text(bytes: Uint8Array): number {
    const place = this.allocate(bytes.length + 8);
    this.bytes.set(bytes, place);
    return place;
  }

  /** The slot of a text in one of the fixed tables; undefined if there is no room for it. */
  slotOf(table: number, mask: number, text: string): number | undefined {
    const bytes = utf8.encode(text);
    if (this.#free + bytes.length + 16 > at.WINDOW) return undefined;
    return this.slotFor(table, mask, this.text(bytes), bytes.length);
  }
}
