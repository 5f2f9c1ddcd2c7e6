import { Conversations } from '../conversations/conversations.js';
import type { RecordFacts } from '../conversations/record-facts.js';
import type { Finding, NamedRule } from '../problem/finding.js';
import type { Place, Problem } from '../problem/problem.js';
import { locate } from '../record/locate.js';
import { placeOf } from '../record/place-of.js';
import type { RawRecord } from '../record/record.js';
import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import { neverEnded } from '../rules/conversation/never-ended.js';
import { messageOf } from '../rules/messages.js';
import type { AcceptedRecords } from '../scan/accepted-records.js';
import type { Registry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';
import { AcceptedFacts } from './accepted-facts.js';
import type { CheckedRecord, CheckRecord } from './check-record.js';
import { NO_PROBLEMS, RebuildableRecord, withProblems } from './check-record.js';
import { conversationFacts } from './conversation-facts.js';
import { byPlace, problemMaker, relatedTo } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** A problem that shows only at the end of the log, of a record that was handed on long before. */
export interface LateProblem {
  readonly problem: Problem;
  /** Whether its record counts as valid so far. */
  readonly ofValid: boolean;
}

/** The stage of the corridor that sees records beside each other. */
export interface ConversationCheck {
  /** Adds to a record’s verdict what the records before it say. Must see every record, in the order of the log. */
  check(record: CheckedRecord): CheckedRecord;
  /**
   * Takes records that the scanner accepted, from `from` on, as long as the records before them say nothing of them; returns the
   * index of the first one of which they may, or `run.count`.
   */
  writeClean(run: AcceptedRecords, from: number): number;
  /**
   * Says what the records before it say of one that the scanner accepted; undefined if nothing. `build` makes it whole for those who
   * ask for more than that.
   */
  checkAccepted(run: AcceptedRecords, index: number, build: CheckRecord): CheckedRecord | undefined;
  /** What is left to say when the whole log was read. */
  end(): readonly LateProblem[];
  /** How many conversations were let go, wholly or in part, to bound the memory. */
  readonly dropped: number;
}

/** What the stage is made with. */
export interface ConversationCheckOptions {
  readonly registry: Registry;
  readonly levelOf: LevelOf;
  readonly showValues: boolean;
  /** How many conversations are kept in mind. */
  readonly maxConversations: number;
}

/** Of a record that cannot be read, so much is searched for the id of its conversation. */
const SEARCHED_BYTES = 64 * 1024;
const CONVERSATION_ID = /["']conversationId["']\s*:\s*(?:"([^"\\]+)"|'([^'\\]+)')/;

/** The conversation that an unreadable record seems to belong to. */
function conversationNamedIn({ raw }: CheckedRecord): string | undefined {
  const found = CONVERSATION_ID.exec(raw.bytes.toString('utf8', 0, SEARCHED_BYTES));
  return found?.[1] ?? found?.[2];
}

function placeOfRecord(raw: RawRecord): Place {
  const text = raw.bytes.toString();
  return placeOf(raw, text, locate(text, ''));
}

/** A record that the scanner accepted, with what it tells of it. */
function accepted(
  run: AcceptedRecords,
  index: number,
  raw: RawRecord,
  facts: RecordFacts,
  build: CheckRecord,
): CheckedRecord {
  const { call, event } = run.nameOf(index);
  // Of the facts there is only one object, for all such records.
  const known = { isReadable: true, facts: { ...facts }, names: { event, conversationId: facts.conversationId } };
  return new RebuildableRecord({ raw, call, event, valid: true, problems: NO_PROBLEMS, known }, build);
}

const NEVER_ENDED: NamedRule = 'conversation/never-ended';

/** Makes the stage that knows conversations; undefined if none of its rules is on. */
export function createConversationCheck(options: ConversationCheckOptions): ConversationCheck | undefined {
  const { registry, levelOf, showValues, maxConversations } = options;
  const rules = CONVERSATION_RULES.filter(({ id }) => levelOf(id) !== 'off');
  const atEnd = levelOf(NEVER_ENDED);
  if (rules.length === 0 && atEnd === 'off') return undefined;
  const conversations = new Conversations(rules, maxConversations);
  const toProblems = problemMaker({ levelOf, showValues });
  const wantsTimes = rules.some(({ id }) => id === 'conversation/out-of-order');
  const usesShortCut = !wantsTimes && atEnd === 'off';
  const acceptedFacts = new AcceptedFacts(wantsTimes);

  const withFindings = (record: CheckedRecord, findings: readonly Finding[]): CheckedRecord => {
    const { raw, known } = record;
    const value = known === undefined || showValues ? record.value : undefined;
    const found = toProblems(raw, { text: raw.bytes.toString(), value, names: known?.names }, findings);
    const problems = [...record.problems, ...found].sort(byPlace);
    return withProblems(record, problems, record.valid && found.every(({ severity }) => severity !== 'error'));
  };

  return {
    get dropped() {
      return conversations.dropped;
    },
    check(record) {
      const isReadable = record.known?.isReadable ?? record.value !== undefined;
      if (!isReadable) {
        const named = conversationNamedIn(record);
        if (named !== undefined) conversations.noteUnreadable(named);
        return record;
      }
      const facts = record.known === undefined ? conversationFacts(record, registry) : record.known.facts;
      if (facts === undefined || (usesShortCut && conversations.writeCleanFacts(facts))) return record;
      const findings = conversations.write(facts);
      const checked = findings.length === 0 ? record : withFindings(record, findings);
      if (atEnd !== 'off') {
        conversations.noteLast(placeOfRecord(record.raw), checked.valid, facts.conversationId);
      }
      return checked;
    },
    writeClean(run, from) {
      return usesShortCut ? acceptedFacts.hashedRecord(run, from, conversations) : from;
    },
    checkAccepted(run, index, build) {
      const facts = acceptedFacts.of(run, index);
      if (facts === undefined) return undefined;
      const findings = conversations.write(facts);
      if (findings.length === 0 && atEnd === 'off') return undefined;
      const raw = run.rawOf(index);
      const checked =
        findings.length === 0 ? undefined : withFindings(accepted(run, index, raw, facts, build), findings);
      if (atEnd !== 'off') conversations.noteLast(placeOfRecord(raw), checked?.valid ?? true, facts.conversationId);
      return checked;
    },
    end() {
      if (atEnd === 'off') return [];
      const found = conversations.mapOpen((story): LateProblem | undefined => {
        const finding = neverEnded(story);
        if (finding === undefined || story.last === undefined) return undefined;
        const wording = messageOf(finding);
        const { place, isValid, id } = story.last;
        const problem: Problem = {
          rule: NEVER_ENDED,
          severity: atEnd,
          message: wording.message,
          ...(wording.hint === undefined ? {} : { hint: wording.hint }),
          ...place,
          pointer: '',
          path: '',
          ...(id === undefined ? {} : { conversationId: safeName(id) }),
          ...(wording.related === undefined ? {} : { related: relatedTo(wording.related) }),
        };
        return { problem, ofValid: isValid };
      });
      return found.filter((late) => late !== undefined);
    },
  };
}
