import type { ConversationEvent } from '../conversations/conversation-events.js';
import type { ConversationKey } from '../conversations/conversation-key.js';
import type { ConversationMemory, EndOptions } from '../conversations/conversation-log.js';
import { ConversationLog } from '../conversations/conversation-log.js';
import type { ConversationMeasures } from '../conversations/conversation-measures.js';
import type { ConversationRule } from '../conversations/conversation-rule.js';
import type { FileShift, GatheredBlock } from '../conversations/gathered-block.js';
import { GatheredFacts, gatheredBlocks } from '../conversations/gathered-facts.js';
import type { MessagePlaces } from '../conversations/message-places.js';
import type { OpenFinding } from '../conversations/other-conversations.js';
import { FactWriter } from '../conversations/write-facts.js';
import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import { AcceptedRows } from './accepted-rows.js';
import type { CheckResult } from './check-result.js';
import { specEventOf } from './conversation-facts.js';
import type { ConversationOrder } from './conversation-order.js';
import type { DoubtLimits } from './doubtful-problems.js';
import { DoubtfulProblems } from './doubtful-problems.js';
import type { LateProblem } from './late-problem.js';
import type { StoredProblem } from './late-problems.js';
import { LateProblems } from './late-problems.js';
import { lateProblemMaker } from './log-problem.js';
import type { RepeatedRecord } from './repeated-record.js';
import { ResultRows } from './result-rows.js';
import type { LevelOf } from './rule-levels.js';

/** The options of the check of conversations. */
export interface ConversationCheckOptions {
  /** What names of events mean. Default: the spec's schemas. */
  readonly registry?: Registry | undefined;
  readonly levelOf: LevelOf;
  /** Default: `time`. */
  readonly order?: ConversationOrder | undefined;
  /** Where the facts of a large log go. */
  readonly files: TemporaryFiles;
  /** Default: DEFAULT_MEMORY. */
  readonly memory?: ConversationMemory | undefined;
  /** Whether `eventsOf` is called after the end; then `close` has to be called, too. Default: false. */
  readonly keepsEvents?: boolean | undefined;
  /** Measures the conversations when their end is known. Default: nothing does. */
  readonly measures?: ConversationMeasures | undefined;
}

/** The memory for problems; more go to a temporary file. */
const LATE_BYTES = 16 * 1024 * 1024;

/**
 * A broken record whose conversation nobody can tell may be the reason for one problem of a rule. Where there are more than ten
 * times as many, they do not follow from it, but for a few, and are reported.
 */
const MAX_PROBLEMS_PER_RECORD = 10;

/**
 * The stage of the pipeline that checks records beside each other. It is given every record, and knows the problems when it was
 * given all: they depend on the records of a conversation, and not on how these are spread over the log.
 */
export class ConversationCheck {
  readonly #options: ConversationCheckOptions;
  readonly #registry: Registry;
  readonly #log: ConversationLog;
  /** The spec events of names that were gathered elsewhere, perhaps with other schemas. */
  readonly #specEvents = new Map<string, string>();
  readonly #results: ResultRows;
  readonly #accepted: AcceptedRows;
  #file = -1;

  constructor(options: ConversationCheckOptions) {
    const { registry = builtInRegistry(), files, memory } = options;
    this.#options = options;
    this.#registry = registry;
    this.#log = new ConversationLog(files, memory);
    const { names, unplaced } = this.#log;
    const writer = new FactWriter(this.#log);
    this.#results = new ResultRows({ writer, names, unplaced, registry });
    this.#accepted = new AcceptedRows(this.#log, writer);
  }

  /** Begins with the next file. */
  beginFile(name: string): void {
    this.#file = this.#log.fileNames.push(name) - 1;
  }

  /** Goes on with a file, which may have been begun before others. */
  continueFile(name: string): void {
    this.#file = this.#log.fileNames.indexOf(name);
    if (this.#file === -1) this.beginFile(name);
  }

  /** Adds a record with the result of its own check. @param facts the scanner's answer about it, if there is one */
  add(result: CheckResult, facts?: AcceptedRecords): void {
    if (facts !== undefined && result.kind === undefined && this.#accepted.addChecked(result, facts, this.#file))
      return;
    this.#results.add(result, this.#file);
  }

  /** Adds a record whose findings are known from another one. */
  addRepeated(record: RepeatedRecord): void {
    if (!this.#accepted.addRepeated(record, this.#file)) this.#results.addRepeated(record, this.#file);
  }

  /** Adds all records of a run that the scanner accepted. */
  addAccepted(run: AcceptedRecords): void {
    this.#accepted.add(run, this.#file);
  }

  /**
   * The problems in their order. Nothing can be added afterwards.
   * @param isComplete false if something could not be read: then nothing is reported that is missing, since it may be there
   */
  *end(isComplete: boolean): Generator<LateProblem> {
    const { levelOf, measures, keepsEvents } = this.#options;
    const rules = CONVERSATION_RULES.filter(({ id }) => levelOf(id) !== 'off');
    const problems = this.#problems({ rules, isComplete, measures });
    if (keepsEvents !== true) this.close();
    yield* problems;
  }

  /** The problems so far, in their order, without those that conversations have at their end: more may come. */
  problemsSoFar(): Iterable<LateProblem> {
    const { levelOf } = this.#options;
    const rules = CONVERSATION_RULES.filter(({ id, order }) => order !== 'end' && levelOf(id) !== 'off');
    return this.#problems({ rules, isComplete: true, measures: undefined });
  }

  /**
   * Finds all that the rules find where this check has only some of all conversations. `onOpen`: gets what is to be looked up in the
   * others; see `openProblems`. `onLate`: gets the rest, in no order. Nothing can be added afterwards.
   * @returns how many problems of a rule may follow from broken records, of all conversations; see `DoubtfulProblems`
   */
  findInPart(
    isComplete: boolean,
    {
      onLate,
      onOpen,
    }: { readonly onLate: (late: StoredProblem) => void; readonly onOpen: (open: OpenFinding) => void },
  ): DoubtLimits {
    const { levelOf, measures } = this.#options;
    const rules = CONVERSATION_RULES.filter(({ id }) => levelOf(id) !== 'off');
    this.#find({ rules, isComplete, measures, onOpen }, onLate);
    const limits = this.#limits(rules);
    this.close();
    return limits;
  }

  #problems(options: Pick<EndOptions, 'rules' | 'isComplete' | 'measures'>): Iterable<LateProblem> {
    const late = new LateProblems(this.#options.files, LATE_BYTES);
    const doubtful = new DoubtfulProblems();
    const store = (problem: StoredProblem): void => {
      late.add(problem);
      doubtful.add(problem);
    };
    const limits = this.#limits(options.rules);
    // Findings that may follow from broken records are mostly left out. They are counted at first, and made if there are too many.
    const counts = new Map<string, number>();
    const skips = ({ id }: ConversationRule, mayFollow: boolean): boolean => {
      if (mayFollow) counts.set(id, (counts.get(id) ?? 0) + 1);
      return mayFollow;
    };
    this.#find({ ...options, skips }, store);
    const isMade = (rule: string): boolean => (counts.get(rule) ?? 0) > (limits[rule] ?? 0);
    if ([...counts.keys()].some(isMade)) {
      this.#find({ ...options, measures: undefined, skips: ({ id }, mayFollow) => !mayFollow || !isMade(id) }, store);
    }
    return late.sorted((rule) => doubtful.isLeftOut(rule, limits));
  }

  #find(
    options: Pick<EndOptions, 'rules' | 'isComplete' | 'measures' | 'onOpen' | 'skips'>,
    onLate: (late: StoredProblem) => void,
  ): void {
    const { levelOf, order } = this.#options;
    const toLate = lateProblemMaker(levelOf, this.#log.fileNames);
    this.#log.check(
      {
        ...options,
        byTime: order !== 'log',
        specEventOf: (name) => (name === undefined ? undefined : this.#specEventOf(name)),
      },
      (finding) => onLate(toLate(finding)),
    );
  }

  #limits(rules: readonly ConversationRule[]): DoubtLimits {
    const { unplaced } = this.#log;
    return Object.fromEntries(
      rules.flatMap(({ id, doubt }) =>
        doubt === undefined ? [] : [[id, MAX_PROBLEMS_PER_RECORD * unplaced.countFor(doubt)]],
      ),
    );
  }

  /** Looks some message ids up in all that was added. @param ids their short hashes, one behind the other */
  placesOf(ids: Uint32Array): MessagePlaces {
    return this.#log.placesOf(ids);
  }

  /** All events of some conversations; see `keepsEvents`. */
  eventsOf(keys: readonly ConversationKey[]): Iterable<ConversationEvent> {
    return this.#log.eventsOf(keys);
  }

  /** All that was gathered, as blocks of bytes; for a check elsewhere. */
  gathered(): Generator<GatheredBlock> {
    return gatheredBlocks(this.#log, (name) => this.#specEventOf(name));
  }

  /** Adds what was gathered elsewhere. @param shifts where its files stand among the files of this check */
  addGathered(blocks: Iterable<GatheredBlock>, shifts: readonly FileShift[]): void {
    const facts = new GatheredFacts(this.#log, shifts, this.#specEvents);
    for (const block of blocks) facts.add(block);
  }

  #specEventOf(name: string): string | undefined {
    return this.#specEvents.get(name) ?? specEventOf(this.#registry.match(name)).event;
  }

  /** Frees memory and files. */
  close(): void {
    this.#log.close();
  }
}

/** Whether a rule about conversations is on. */
export function hasConversationRules(levelOf: LevelOf): boolean {
  return CONVERSATION_RULES.some(({ id }) => levelOf(id) !== 'off');
}

/** Makes the check of conversations; undefined if none of its rules is on, and nothing else is done with them. */
export function createConversationCheck(options: ConversationCheckOptions): ConversationCheck | undefined {
  const isNeeded = hasConversationRules(options.levelOf) || options.keepsEvents === true;
  return isNeeded ? new ConversationCheck(options) : undefined;
}
