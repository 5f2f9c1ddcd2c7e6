import type { EventKind } from '../conversations/event-kind.js';
import { eventKindOf } from '../conversations/event-kind.js';
import type { HashedRecord } from '../conversations/hashed-record.js';
import { createHashedRecord } from '../conversations/hashed-record.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { AcceptedRecords, FactText } from '../scan/accepted-records.js';
import { AnswerReader } from '../scan/answer-reader.js';
import type { AcceptedName } from '../scan/scanner.js';
import { timeOf } from '../schema/date-time.js';
import { specEventOf } from './conversation-facts.js';

/** The kinds of the names that a scanner knows; undefined for calls that are not part of a conversation. */
class NameKinds {
  #names: readonly AcceptedName[] = [];
  #kinds: (EventKind | undefined)[] = [];

  /** The kinds by the number of a name. The scanner may have learned names since the last call. */
  of(names: readonly AcceptedName[]): readonly (EventKind | undefined)[] {
    if (this.#names !== names) this.#kinds = [];
    this.#names = names;
    for (let number = this.#kinds.length; number < names.length; number++) {
      const { call, match } = names[number] as AcceptedName;
      const { event, nearEvent } = specEventOf(match);
      this.#kinds.push(call === 'track' ? eventKindOf(event, nearEvent) : undefined);
    }
    return this.#kinds;
  }
}

/** The facts of records that the scanner accepted, which are never built. One object serves for all of them. */
export class AcceptedFacts {
  /** The record that was moved to last. */
  readonly record: HashedRecord = createHashedRecord();
  /** The facts of that record, as strings. */
  readonly facts = (): RecordFacts => this.#facts();
  readonly #usesTimes: boolean;
  readonly #reader = new AnswerReader();
  readonly #nameKinds = new NameKinds();
  #kinds: readonly (EventKind | undefined)[] = [];
  #run: AcceptedRecords | undefined;
  #index = 0;

  /** @param usesTimes whether a rule reads times, each of which is another string */
  constructor(usesTimes: boolean) {
    this.#usesTimes = usesTimes;
  }

  /** Begins with a run. @param fileNumber the number of its file, see `Conversations.numberOfFile` */
  begin(run: AcceptedRecords, fileNumber: number): void {
    this.#run = run;
    this.#kinds = this.#nameKinds.of(run.names);
    this.record.file = fileNumber;
    this.record.words = run.words;
  }

  /**
   * Moves to the next record from `from` on that is part of a conversation; returns its index, or `run.count` if there
   * is none.
   */
  moveOn(from: number): number {
    const run = this.#run as AcceptedRecords;
    const reader = this.#reader;
    const { record } = this;
    reader.moveTo(run, from);
    for (let index = from; index < run.count; index++, reader.next()) {
      const kind = this.#kinds[reader.nameNumber];
      const { conversationAt } = reader;
      if (kind === undefined || conversationAt < 0) continue;
      this.#index = index;
      record.kind = kind;
      record.conversationAt = conversationAt;
      record.messageAt = reader.messageAt;
      record.userAt = reader.userAt;
      record.messageCount = reader.messageCount;
      record.record = run.firstNumber + index;
      record.line = reader.line;
      record.column = run.columnOf(index);
      if (this.#usesTimes) record.time = this.#time();
      return index;
    }
    return run.count;
  }

  #time(): number {
    const timestamp = this.#text('timestamp');
    return timestamp === undefined ? Number.NaN : timeOf(timestamp);
  }

  #facts(): RecordFacts {
    const run = this.#run as AcceptedRecords;
    const { record, line, column, messageCount } = this.record;
    return {
      file: run.file,
      record,
      line,
      column,
      ...specEventOf(run.nameOf(this.#index).match),
      conversationId: this.#text('conversationId') ?? '',
      messageId: this.#text('messageId'),
      userId: this.#text('userId'),
      timestamp: this.#text('timestamp'),
      messageCount: messageCount < 0 ? undefined : messageCount,
      seenOnly: false,
    };
  }

  #text(text: FactText): string | undefined {
    const run = this.#run as AcceptedRecords;
    const length = run.lengthOf(this.#index, text);
    if (length === 0) return undefined;
    const start = run.startOf(this.#index, text);
    return run.chunk.toString('utf8', start, start + length);
  }
}
