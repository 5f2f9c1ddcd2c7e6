import type { ConversationMeasures } from './conversation-measures.js';
import type { ConversationRule } from './conversation-rule.js';
import { ConversationState } from './conversation-state.js';
import { ConversationTraits } from './conversation-traits.js';
import { BROKEN, hasKind, KIND_COUNT, MESSAGE_KINDS } from './event-kind.js';
import { FactRow, HAS_TIME, kindAt, lengthAt, ROW_WORDS, SEEN_ONLY, TIME } from './fact-row.js';
import { INSTANT_WORDS } from './instant.js';
import type { UnplacedRecords } from './unplaced-records.js';

/** A record that breaks a rule. All of it is valid until the next one. */
export interface BrokenRule {
  readonly rule: ConversationRule;
  readonly record: FactRow;
  readonly before: ConversationState;
  /** If not empty, the finding holds only if the id of the conversation begins with none of these texts. */
  readonly unlessIdStarts: readonly string[];
  /** Whether a record may be the reason of which nobody can tell the conversation. */
  readonly mayFollow: boolean;
}

/** How conversations are checked. */
export interface FoldOptions {
  readonly rules: readonly ConversationRule[];
  /** Whether records are ordered by time; else only by their position. */
  readonly byTime: boolean;
  /** False if some records could not be read, so that an event may be among those. */
  readonly isComplete: boolean;
  readonly fileNames: readonly string[];
  readonly unplaced: UnplacedRecords;
  readonly onBroken: (broken: BrokenRule) => void;
  /** Called before `onBroken`; true if that is not to be called. Default: it always is. */
  readonly skips?: ((rule: ConversationRule, mayFollow: boolean) => boolean) | undefined;
  /** Measures the conversations. Default: nothing does. */
  readonly measures?: ConversationMeasures | undefined;
}

const NO_TEXTS: readonly string[] = [];

/**
 * Checks one conversation after the other. All records of a conversation are given twice: first in the order of the log (`look`),
 * then in that of time (`check`). What is kept does not depend on how many there are.
 */
export class ConversationFold {
  readonly traits = new ConversationTraits();
  readonly #options: FoldOptions;
  readonly #state: ConversationState;
  /** The rules that a kind of event can break. */
  readonly #rules: readonly (readonly ConversationRule[])[];
  readonly #logRules: readonly (readonly ConversationRule[])[];
  readonly #endRules: readonly ConversationRule[];
  readonly #hasLogRules: boolean;
  readonly #measures: ConversationMeasures | undefined;
  /** The time of the record before in the log. */
  readonly #time = new Uint32Array(INSTANT_WORDS);
  readonly #last = new Uint32Array(2 * ROW_WORDS);
  #hasLast = false;

  constructor(options: FoldOptions) {
    this.#options = options;
    const { rules } = options;
    this.#measures = options.measures;
    this.#state = new ConversationState(options.fileNames);
    const byKind = (wanted: ConversationRule['order']): ConversationRule[][] =>
      Array.from({ length: KIND_COUNT }, (_, kind) =>
        rules.filter(({ order = 'time', kinds }) => order === wanted && (kinds === undefined || hasKind(kinds, kind))),
      );
    this.#rules = byKind('time');
    this.#logRules = byKind('log');
    this.#endRules = rules.filter(({ order }) => order === 'end');
    this.#hasLogRules = rules.some(({ order }) => order === 'log');
  }

  /** The rules that conversations are checked by. */
  get rules(): readonly ConversationRule[] {
    return this.#options.rules;
  }

  /** Measures the conversations; undefined if nothing does. */
  get measures(): ConversationMeasures | undefined {
    return this.#measures;
  }

  /** Begins with a conversation. */
  begin(): void {
    this.traits.clear();
    this.#state.clear();
    this.#time.fill(0);
  }

  /** Looks at the next record in the order of the log, and gives it the time by which it is ordered. */
  look(record: FactRow): void {
    this.traits.note(record, this.#options.unplaced.size > 0);
    if (this.#hasLogRules) this.#lookAtLog(record);
    this.setTime(record);
  }

  /** Gives the next record in the order of the log the time by which it is ordered: without a timestamp, that of the record before. */
  setTime(record: FactRow): void {
    const { words, at } = record;
    if (!this.#options.byTime) {
      for (let word = 0; word < INSTANT_WORDS; word++) words[at + TIME + word] = 0;
    } else if (record.has(HAS_TIME)) {
      for (let word = 0; word < INSTANT_WORDS; word++) this.#time[word] = words[at + TIME + word] as number;
    } else {
      for (let word = 0; word < INSTANT_WORDS; word++) words[at + TIME + word] = this.#time[word] as number;
    }
  }

  /** Begins with the records in the order of time. `traits` are complete. */
  beginChecks(): void {
    const { traits } = this;
    if (!this.#options.byTime) traits.isTimed = false;
    this.#state.clear();
    this.#hasLast = false;
    this.#measures?.begin();
    if (traits.isTimed && traits.hasBrokenAnywhere) this.#state.noteAnywhere(traits.brokenAnywhere);
  }

  /**
   * Checks the next record.
   * @param hasMessageId whether an earlier event has its message id
   * @param messages an array with the row of the first message with that id, which begins at `messageAt`; -1 if there is none
   */
  check(record: FactRow, hasMessageId: boolean, messages: Uint32Array, messageAt: number): void {
    const state = this.#state;
    const { kind } = record;
    if (kind === BROKEN) {
      // One without a time is among those that may stand anywhere.
      if (!this.traits.isTimed || record.has(HAS_TIME)) state.add(record);
      return;
    }
    state.hasMessageId = hasMessageId;
    if (messageAt >= 0 && hasKind(MESSAGE_KINDS, kind)) state.setEarlierMessage(messages, messageAt);
    else state.clearEarlierMessage();
    if (!record.has(SEEN_ONLY)) {
      for (const rule of this.#rules[kind] as readonly ConversationRule[])
        if (rule.isBroken(record, state)) this.#onBroken(rule, record, record);
    }
    state.add(record);
    this.#measures?.add(record, messageAt >= 0 && kindAt(messages, messageAt) === kind);
    if (this.#endRules.length > 0) this.#keepLast(record);
  }

  /** Ends a conversation. */
  end(): void {
    this.#measures?.end();
    if (!this.#hasLast) return;
    const last = new FactRow().moveTo(this.#last, 0);
    for (const rule of this.#endRules) if (rule.isBroken(last, this.#state)) this.#onBroken(rule, last, undefined);
  }

  #lookAtLog(record: FactRow): void {
    if (record.kind !== BROKEN && !record.has(SEEN_ONLY)) {
      for (const rule of this.#logRules[record.kind] as readonly ConversationRule[])
        if (rule.isBroken(record, this.#state)) this.#onBroken(rule, record, record);
    }
    this.#state.addInLog(record);
  }

  #onBroken(rule: ConversationRule, record: FactRow, to: FactRow | undefined): void {
    const { unplaced, isComplete, onBroken, skips } = this.#options;
    const state = this.#state;
    const { doubt } = rule;
    let idStarts = NO_TEXTS;
    let mayFollow = false;
    if (doubt !== undefined) {
      if (!isComplete || state.isInDoubt(doubt)) return;
      const causes = unplaced.causesOf({ doubt, from: state.boundOf(doubt), to, conversation: this.traits });
      mayFollow = causes.isAny;
      idStarts = causes.idStarts;
    }
    if (skips?.(rule, mayFollow) === true) return;
    onBroken({ rule, record, before: state, unlessIdStarts: idStarts, mayFollow });
  }

  #keepLast({ words, at }: FactRow): void {
    this.#hasLast = true;
    const length = lengthAt(words, at);
    for (let word = 0; word < length; word++) this.#last[word] = words[at + word] as number;
  }
}
