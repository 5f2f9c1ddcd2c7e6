import type { ConversationState } from '../conversations/conversation-state.js';
import { Conversations } from '../conversations/conversations.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { Finding, NamedRule } from '../problem/finding.js';
import { byPlace } from '../problem/position.js';
import type { Place, Problem, Severity } from '../problem/problem.js';
import { locate } from '../record/locate.js';
import { placeOf } from '../record/place-of.js';
import type { RawRecord } from '../record/record.js';
import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import { neverEnded } from '../rules/conversation/never-ended.js';
import { messageOf } from '../rules/messages.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import { AcceptedFacts } from './accepted-facts.js';
import { conversationIdNames, conversationNamedIn, idsWithin } from './broken-record.js';
import { NO_PROBLEMS } from './check-record.js';
import type { CheckResult, UnbuiltResult } from './check-result.js';
import { isReadable, rebuildValue, withProblems } from './check-result.js';
import { conversationFacts } from './conversation-facts.js';
import type { LateProblem } from './late-problem.js';
import { byPosition } from './late-problem.js';
import type { ToProblems } from './problem-maker.js';
import { problemMaker, relatedTo } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** A record of a run with problems beside other records. */
export interface FoundResult {
  /** The record's index in the run. */
  readonly index: number;
  readonly result: UnbuiltResult;
}

/** The options of the check of conversations. */
export interface ConversationCheckOptions {
  /** What names of events mean. Default: the spec's schemas. */
  readonly registry?: Registry;
  readonly levelOf: LevelOf;
  /** Whether messages may show the values at fault. Default: false. */
  readonly showValues?: boolean;
  /** How many conversations are kept. Default: DEFAULT_MAX_CONVERSATIONS. */
  readonly maxConversations?: number | undefined;
}

function placeOfRecord(raw: RawRecord): Place {
  const text = raw.bytes.toString();
  return placeOf(raw, text, locate(text, ''));
}

/** The result for a record that the scanner accepted. */
function acceptedResult(run: AcceptedRecords, index: number, facts: RecordFacts): UnbuiltResult {
  const { call, event, match } = run.nameOf(index);
  const names = { event, conversationId: facts.conversationId };
  const raw = run.rawOf(index);
  return {
    kind: 'unbuilt',
    raw,
    call,
    event,
    match,
    isReadable: true,
    names,
    facts,
    valid: true,
    problems: NO_PROBLEMS,
  };
}

/** Problems of the conversation's id, or of a value within it. */
const BROKEN_ID = /^\/properties\/conversationId(?:\/|$)/;

const NEVER_ENDED: NamedRule = 'conversation/never-ended';

/**
 * The stage of the pipeline that checks records beside each other. It must be given every record, in the order of the
 * log.
 */
export class ConversationCheck {
  readonly #registry: Registry;
  readonly #idNames: ReadonlySet<string>;
  readonly #showValues: boolean;
  readonly #toProblems: ToProblems;
  readonly #conversations: Conversations;
  readonly #accepted: AcceptedFacts;
  readonly #atEnd: Severity | 'off';

  constructor({
    registry = builtInRegistry(),
    levelOf,
    showValues = false,
    maxConversations,
  }: ConversationCheckOptions) {
    this.#registry = registry;
    this.#idNames = conversationIdNames(registry);
    this.#showValues = showValues;
    this.#toProblems = problemMaker({ levelOf, showValues });
    const rules = CONVERSATION_RULES.filter(({ id }) => levelOf(id) !== 'off');
    this.#conversations = new Conversations(rules, maxConversations);
    this.#accepted = new AcceptedFacts(this.#conversations.usesTimes);
    this.#atEnd = levelOf(NEVER_ENDED);
  }

  /** How many conversations were evicted, wholly or in part, to limit memory. */
  get dropped(): number {
    return this.#conversations.dropped;
  }

  /** Adds the problems that a record has beside the records before it. */
  check<Result extends CheckResult>(result: Result): Result {
    if (!isReadable(result)) {
      const named = conversationNamedIn(result.raw, this.#idNames);
      if (named !== undefined) this.#conversations.noteUnreadable(named);
      return result;
    }
    const facts = result.kind === 'unbuilt' ? result.facts : conversationFacts(result, this.#registry);
    if (facts === undefined) {
      this.#noteBrokenId(result);
      return result;
    }
    const findings = this.#conversations.writeFacts(facts);
    const checked = findings.length === 0 ? result : this.#withFindings(result, findings);
    this.#noteLast(checked.raw, checked.valid, facts);
    return checked;
  }

  /**
   * Checks records that the scanner accepted, from one on up to the next with a problem; undefined if no further record
   * of the run has one. They are not built for it.
   */
  nextWithProblems(run: AcceptedRecords, from: number): FoundResult | undefined {
    const { record, facts } = this.#accepted;
    const conversations = this.#conversations;
    this.#accepted.begin(run, conversations.numberOfFile(run.file));
    for (let index = this.#accepted.moveOn(from); index < run.count; index = this.#accepted.moveOn(index + 1)) {
      const findings = conversations.write(record, facts);
      if (findings.length > 0) {
        const result = this.#withFindings(acceptedResult(run, index, facts()), findings);
        this.#noteLast(result.raw, result.valid, facts());
        return { index, result };
      }
      if (this.#atEnd !== 'off') this.#noteLast(run.rawOf(index), true, facts());
    }
    return undefined;
  }

  /** The problems that are known when the whole log was read. */
  end(): readonly LateProblem[] {
    if (this.#atEnd === 'off') return [];
    const severity = this.#atEnd;
    return this.#conversations
      .mapOpen((state) => neverEndedProblem(state, severity))
      .filter((late) => late !== undefined)
      .sort(byPosition);
  }

  /** Notes a record whose conversation id is broken in the conversations that it may belong to. */
  #noteBrokenId(result: CheckResult): void {
    if (!result.problems.some(({ pointer }) => BROKEN_ID.test(pointer))) return;
    for (const id of idsWithin(rebuildValue(result)?.['properties'])) this.#conversations.noteMaybe(id);
  }

  #withFindings<Result extends CheckResult>(result: Result, findings: readonly Finding[]): Result {
    const { raw } = result;
    const names = result.kind === 'unbuilt' ? result.names : undefined;
    const value = names === undefined || this.#showValues ? rebuildValue(result) : undefined;
    const found = this.#toProblems(raw, { text: raw.bytes.toString(), value, names }, findings);
    const problems = [...result.problems, ...found].sort(byPlace);
    return withProblems(result, problems, result.valid && found.every(({ severity }) => severity !== 'error'));
  }

  #noteLast(raw: RawRecord, isValid: boolean, { conversationId }: RecordFacts): void {
    if (this.#atEnd !== 'off') this.#conversations.noteLast(placeOfRecord(raw), isValid, conversationId);
  }
}

/** The problem of a conversation that did not end by the end of the log, if that is one. */
function neverEndedProblem(state: ConversationState, severity: Severity): LateProblem | undefined {
  const finding = neverEnded(state);
  if (finding === undefined || state.last === undefined) return undefined;
  const { message, hint, related } = messageOf(finding);
  const { place, fileIndex, isValid, id } = state.last;
  const problem: Problem = {
    rule: NEVER_ENDED,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...place,
    pointer: '',
    path: '',
    ...(id === undefined ? {} : { conversationId: safeName(id) }),
    ...(related === undefined ? {} : { related: relatedTo(related) }),
  };
  return { problem, ofValid: isValid, fileIndex };
}

/** Makes the check of conversations; undefined if none of its rules is on. */
export function createConversationCheck(options: ConversationCheckOptions): ConversationCheck | undefined {
  const rules = [...CONVERSATION_RULES.map(({ id }) => id), NEVER_ENDED];
  return rules.some((rule) => options.levelOf(rule) !== 'off') ? new ConversationCheck(options) : undefined;
}
