import type { RecordStart } from '../problem/problem.js';
import { HASH_WORDS } from '../record/id-hash.js';
import type { ConversationStore, NumberedPlace } from './conversation-store.js';
import { STATE_WIDTH } from './conversation-store.js';
import { FLAGS, LINE, USER } from './state-fields.js';

/** A window on the shelf, moved from one story to the next. */
export class StateCursor {
  /** Which place on the shelf it looks at. */
  serial = 0;
  protected readonly store: ConversationStore;
  /** The numbers of all stories, and where those of this one begin. */
  protected readonly numbers: Uint32Array;
  protected base = 0;

  constructor(store: ConversationStore) {
    this.store = store;
    this.numbers = store.numbers;
  }

  /** Looks at another conversation. */
  at(serial: number): this {
    this.serial = serial;
    this.base = serial * STATE_WIDTH;
    return this;
  }

  protected isUser(words: Int32Array, from: number): boolean {
    const { numbers } = this;
    const at = this.base + USER;
    for (let word = 0; word < HASH_WORDS; word++)
      if (((numbers[at + word] ?? 0) ^ (words[from + word] ?? 0)) !== 0) return false;
    return true;
  }

  protected setUser(words: Int32Array, from: number): void {
    const { numbers } = this;
    const at = this.base + USER;
    for (let word = 0; word < HASH_WORDS; word++) numbers[at + word] = words[from + word] ?? 0;
  }

  protected get(field: number): number {
    return this.numbers[this.base + field] ?? 0;
  }

  protected set(field: number, value: number): void {
    this.numbers[this.base + field] = value;
  }

  protected is(flag: number): boolean {
    return (this.get(FLAGS) & flag) !== 0;
  }

  protected mark(flag: number): void {
    this.set(FLAGS, this.get(FLAGS) | flag);
  }

  protected has(place: number): boolean {
    return this.get(place + LINE) !== 0;
  }

  protected removePlace(place: number): void {
    this.set(place + LINE, 0);
  }

  protected setPlace(place: number, { file, record, line, column }: NumberedPlace): void {
    const { numbers } = this;
    const at = this.base + place;
    numbers[at] = file;
    numbers[at + 1] = record;
    numbers[at + LINE] = line;
    numbers[at + 3] = column;
  }

  protected place(place: number): RecordStart | undefined {
    if (!this.has(place)) return undefined;
    const file = this.get(place);
    return this.named({
      file,
      record: this.get(place + 1),
      line: this.get(place + LINE),
      column: this.get(place + 3),
    });
  }

  protected named({ file, ...place }: NumberedPlace): RecordStart {
    return { file: this.store.fileNames.nameOf(file), ...place };
  }

  protected numbered({ file, record, line, column }: RecordStart): NumberedPlace {
    return { file: this.store.fileNames.numberOf(file), record, line, column };
  }
}
