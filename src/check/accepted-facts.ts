import type { RecordFacts } from '../rules/conversation/record-facts.js';
import type { AcceptedRecords, FactText } from '../scan/accepted-records.js';
import type { AcceptedName } from '../scan/scanner.js';

/** How many texts are remembered, as the same ids come again with each record of a conversation. A power of two. */
const REMEMBERED = 4096;
const LONGEST_REMEMBERED = 64;

/** The texts of bytes, without making a string anew for bytes that were met before. */
class KnownTexts {
  readonly #texts = new Array<string | undefined>(REMEMBERED);
  readonly #bytes = new Uint8Array(REMEMBERED * LONGEST_REMEMBERED);
  readonly #lengths = new Uint8Array(REMEMBERED);

  of(chunk: Buffer, start: number, length: number): string {
    if (length > LONGEST_REMEMBERED) return chunk.toString('utf8', start, start + length);
    let hash = length;
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ (chunk[at] ?? 0), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (REMEMBERED - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#lengths[slot] === length && this.#isSame(slot, chunk, start, length)) return known;
    const text = chunk.toString('utf8', start, start + length);
    this.#texts[slot] = text;
    this.#lengths[slot] = length;
    for (let index = 0; index < length; index++)
      this.#bytes[slot * LONGEST_REMEMBERED + index] = chunk[start + index] ?? 0;
    return text;
  }

  #isSame(slot: number, chunk: Buffer, start: number, length: number): boolean {
    const at = slot * LONGEST_REMEMBERED;
    for (let index = 0; index < length; index++) if (this.#bytes[at + index] !== chunk[start + index]) return false;
    return true;
  }
}

type Writable<Facts> = { -readonly [Key in keyof Facts]: Facts[Key] };

/** Tells the facts of records that were never built. One object serves for all of them. */
export class AcceptedFacts {
  readonly #texts = new KnownTexts();
  readonly #wantsTimes: boolean;
  readonly #facts: Writable<RecordFacts> = {
    file: '',
    record: 0,
    line: 0,
    column: 0,
    event: undefined,
    nearEvent: undefined,
    conversationId: '',
    messageId: undefined,
    userId: undefined,
    timestamp: undefined,
    messageCount: undefined,
    seenOnly: false,
  };

  /** `wantsTimes`: whether any rule asks for timestamps, of which each is another text. */
  constructor(wantsTimes: boolean) {
    this.#wantsTimes = wantsTimes;
  }

  /** The facts of one record of a run; undefined if it has no part in a conversation. They last until the next question. */
  of(run: AcceptedRecords, index: number): RecordFacts | undefined {
    const name = run.nameOf(index);
    if (name.call !== 'track') return undefined;
    const conversationId = this.#text(run, index, 'conversationId');
    if (conversationId === undefined) return undefined;
    const facts = this.#facts;
    facts.file = run.file;
    facts.record = run.numberOf(index);
    facts.line = run.lineOf(index);
    facts.column = run.columnOf(index);
    setEvent(facts, name);
    facts.conversationId = conversationId;
    facts.messageId = this.#text(run, index, 'messageId');
    facts.userId = this.#text(run, index, 'userId');
    facts.timestamp = this.#wantsTimes ? this.#text(run, index, 'timestamp') : undefined;
    const count = run.messageCountOf(index);
    facts.messageCount = count < 0 ? undefined : count;
    return facts;
  }

  #text(run: AcceptedRecords, index: number, text: FactText): string | undefined {
    const length = run.lengthOf(index, text);
    return length === 0 ? undefined : this.#texts.of(run.chunk, run.startOf(index, text), length);
  }
}

function setEvent(facts: Writable<RecordFacts>, { match }: AcceptedName): void {
  const name = match === undefined || match.kind === 'unknown' ? undefined : match.schema.names[0];
  const isEvent = match?.kind === 'exact';
  facts.event = isEvent ? name : undefined;
  facts.nearEvent = isEvent ? undefined : name;
}
