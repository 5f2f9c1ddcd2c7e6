import type { KindSet } from '../conversations/event-kind.js';
import { ENDED, eventKindOf } from '../conversations/event-kind.js';
import type { EventNames } from '../conversations/event-names.js';
import { SHORT_HASH_WORDS } from '../conversations/fact-row.js';
import { INSTANT_WORDS, writeInstant } from '../conversations/instant.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { UnplacedRecords } from '../conversations/unplaced-records.js';
import type { FactWriter } from '../conversations/write-facts.js';
import { shortHash, writeTimestamp } from '../conversations/write-facts.js';
import { factSpans } from '../record/fact-spans.js';
import type { Registry } from '../schema/registry.js';
import type { BrokenRecord } from './broken-record.js';
import { brokenRecordIn, conversationIdNames, hasConversationId, unplacedRecord } from './broken-record.js';
import type { CheckResult } from './check-result.js';
import { isReadable, rebuildValue } from './check-result.js';
import { conversationFacts } from './conversation-facts.js';
import type { RepeatedRecord, RepeatedResult } from './repeated-record.js';
import { isUnknownValue } from './unknown-value.js';

/** Where rows go, and what they refer to. */
export interface ResultTarget {
  readonly writer: FactWriter;
  readonly names: EventNames;
  readonly unplaced: UnplacedRecords;
  readonly registry: Registry;
}

/** In place of kinds: no part in a conversation, or not the same for all records that share findings. */
const NO_PART = 0;
const DEPENDS_ON_VALUE = -1;

/** Makes rows of records with the results of their own checks. */
export class ResultRows {
  readonly #target: ResultTarget;
  #idNames: ReadonlySet<string> | undefined;
  /** What records with shared findings may be if they have no conversationId. */
  readonly #mayBe = new WeakMap<RepeatedResult, KindSet>();
  readonly #instant = new Uint32Array(INSTANT_WORDS);
  readonly #userHash = new Uint32Array(SHORT_HASH_WORDS);
  readonly #messageIdHash = new Uint32Array(SHORT_HASH_WORDS);

  constructor(target: ResultTarget) {
    this.#target = target;
  }

  /**
   * Adds the rows of a record: one, none, or several for a broken one that may belong to several conversations.
   * @param file the number of its file
   * @param onRow called after each row
   */
  add(result: CheckResult, file: number, onRow?: (facts: RecordFacts) => void): void {
    const { registry } = this.#target;
    if (!isReadable(result)) {
      // Few logs have such records, and to read the names takes a millisecond.
      this.#idNames ??= conversationIdNames(registry);
      this.#addBroken(result, brokenRecordIn(result.raw, registry, this.#idNames), file, onRow);
      return;
    }
    const facts = result.kind === 'unbuilt' ? result.facts : conversationFacts(result, registry);
    if (facts !== undefined) {
      this.#addFacts(result, facts, file);
      onRow?.(facts);
      return;
    }
    // Most calls without a conversationId are valid, and have no part in a conversation.
    const isPart = !result.valid || isUnknownValue(result.problems, '/properties/conversationId');
    if (!isPart || (result.call !== undefined && result.call !== 'track')) return;
    const value = rebuildValue(result);
    if (value !== undefined) this.#addBroken(result, unplacedRecord(value, registry), file, onRow);
  }

  /** Adds a record whose findings are known from another one, and which has no conversationId that can be read. */
  addRepeated(record: RepeatedRecord, file: number): void {
    const { run, index, shared } = record;
    if (shared.valid) return;
    const mayBe = this.#mayBe.get(shared) ?? this.#learnKinds(record);
    if (mayBe === DEPENDS_ON_VALUE) this.add(record.result, file);
    if (mayBe === DEPENDS_ON_VALUE || mayBe === NO_PART) return;
    const start = run.startOf(index, 'timestamp');
    writeInstant(run.chunk, start, start + run.lengthOf(index, 'timestamp'), this.#instant, 0);
    const [userId, messageId] = [run.textOf(index, 'userId'), run.textOf(index, 'messageId')];
    this.#addUnplaced({ mayBe, idStart: undefined, userId, messageId }, file, run.numberOf(index));
  }

  /** Finds out what a record without a conversationId, and all that share its findings, may be. */
  #learnKinds({ result, shared }: RepeatedRecord): KindSet {
    const value = rebuildValue(result);
    const dependsOnValue = value === undefined || hasConversationId(value);
    const mayBe = dependsOnValue ? DEPENDS_ON_VALUE : (unplacedRecord(value, this.#target.registry)?.mayBe ?? NO_PART);
    this.#mayBe.set(shared, mayBe);
    return mayBe;
  }

  #addFacts(result: CheckResult, facts: RecordFacts, file: number): void {
    const { writer, names } = this.#target;
    const text = result.raw.bytes.toString();
    const isEnd = eventKindOf(facts.event, facts.nearEvent) === ENDED;
    const spans = facts.mayBe === undefined ? factSpans(text, isEnd ? 'message_count' : 'messageId') : undefined;
    const name = names.numberOf(facts.written);
    writer.write(facts, text, spans, { file, name, isValid: result.valid });
  }

  #addBroken(
    { raw }: CheckResult,
    broken: BrokenRecord | undefined,
    file: number,
    onRow?: (facts: RecordFacts) => void,
  ): void {
    if (broken === undefined) return;
    const { writer } = this.#target;
    const { ids, idStart, mayBe, messageId, userId, timestamp } = broken;
    for (const conversationId of ids) {
      const facts: RecordFacts = {
        ...{ file: raw.file, record: raw.number, line: raw.line, column: raw.column },
        ...{ written: undefined, event: undefined, nearEvent: undefined, messageCount: undefined },
        ...{ conversationId, messageId, userId, timestamp, seenOnly: true, mayBe },
      };
      writer.write(facts, '', undefined, { file, name: 0, isValid: false });
      onRow?.(facts);
    }
    if (ids.length > 0 && idStart === undefined) return;
    writeTimestamp(timestamp, this.#instant, 0);
    this.#addUnplaced(broken, file, raw.number);
  }

  /** Adds a record whose conversation cannot be known. Its instant has been written. */
  #addUnplaced(
    { mayBe, idStart, userId, messageId }: Omit<BrokenRecord, 'ids' | 'timestamp'>,
    file: number,
    record: number,
  ): void {
    const user = userId === undefined ? undefined : shortHash(userId, this.#userHash);
    const id = messageId === undefined ? undefined : shortHash(messageId, this.#messageIdHash);
    this.#target.unplaced.add({ mayBe, user, messageId: id, idStart, instant: this.#instant, file, record });
  }
}
