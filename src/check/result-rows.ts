import { ENDED, eventKindOf } from '../conversations/event-kind.js';
import type { EventNames } from '../conversations/event-names.js';
import { INSTANT_WORDS } from '../conversations/instant.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { UnplacedRecords } from '../conversations/unplaced-records.js';
import type { FactWriter } from '../conversations/write-facts.js';
import { shortHash, writeTimestamp } from '../conversations/write-facts.js';
import { factSpans } from '../record/fact-spans.js';
import type { Registry } from '../schema/registry.js';
import type { BrokenRecord } from './broken-record.js';
import { brokenRecordIn, conversationIdNames, unplacedRecord } from './broken-record.js';
import type { CheckResult } from './check-result.js';
import { isReadable, rebuildValue } from './check-result.js';
import { conversationFacts } from './conversation-facts.js';
import { isUnknownValue } from './unknown-value.js';

/** Where rows go, and what they refer to. */
export interface ResultTarget {
  readonly writer: FactWriter;
  readonly names: EventNames;
  readonly unplaced: UnplacedRecords;
  readonly registry: Registry;
}

/** Makes rows of records with the results of their own checks. */
export class ResultRows {
  readonly #target: ResultTarget;
  readonly #idNames: ReadonlySet<string>;

  constructor(target: ResultTarget) {
    this.#target = target;
    this.#idNames = conversationIdNames(target.registry);
  }

  /**
   * Adds the rows of a record: one, none, or several for a broken one that may belong to several conversations.
   * @param file the number of its file
   * @param onRow called after each row
   */
  add(result: CheckResult, file: number, onRow?: (facts: RecordFacts) => void): void {
    const { registry } = this.#target;
    if (!isReadable(result)) {
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
    const { writer, unplaced } = this.#target;
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
    const instant = new Uint32Array(INSTANT_WORDS);
    writeTimestamp(timestamp, instant, 0);
    unplaced.add({
      ...{ mayBe, idStart, instant, file, record: raw.number },
      user: userId === undefined ? undefined : shortHash(userId),
      messageId: messageId === undefined ? undefined : shortHash(messageId),
    });
  }
}
