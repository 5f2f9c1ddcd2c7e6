import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { AcceptedFacts } from '../../src/check/accepted-facts.js';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import { countedName } from '../../src/check/check-sources.js';
import { conversationFacts } from '../../src/check/conversation-facts.js';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { Conversations } from '../../src/conversations/conversations.js';
import { eventKindOf } from '../../src/conversations/event-kind.js';
import { HASH_WORDS, hashId } from '../../src/record/id-hash.js';
import { parseRecord } from '../../src/record/parse-record.js';
import type { RawRecord } from '../../src/record/record.js';
import { AcceptedRecords } from '../../src/scan/accepted-records.js';
import { ANSWER_WORDS } from '../../src/scan/answer-words.js';
import {
  ANSWER_END,
  ANSWER_LINE,
  ANSWER_MASK,
  ANSWER_NUMBER,
  ANSWER_START,
  ODD_TEXT,
  WINDOW,
} from '../../src/scan/layout.js';
import { loadScanner } from '../../src/scan/load-scanner.js';
import type { Registry } from '../../src/schema/registry.js';
import { builtInRegistry } from '../../src/schema/registry.js';

/** The day on which the records of tests are checked. */
export const TODAY = Date.parse('2024-06-01T00:00:00Z');

/** What both paths made of one record. */
export interface Judged {
  readonly bytes: Buffer;
  readonly accepted: boolean;
  readonly checked: CheckedRecord;
  /** What is wrong with an acceptance; undefined if nothing is. */
  readonly dispute: string | undefined;
}

/** What the two paths are made with. */
export interface BothPathsOptions {
  readonly rules?: readonly RuleSetting[];
  readonly registry?: Registry;
  readonly wantsFacts?: boolean;
}

function disputeOf(name: string | undefined, { problems, ...checked }: CheckedRecord): string | undefined {
  if (problems.length > 0) return problems.map(({ rule, path }) => `${rule} at ${path}`).join(', ');
  const counted = countedName({ problems, ...checked });
  return name === counted ? undefined : `counted as ${name}, not as ${counted}`;
}

/** Whether a record reads the same without a look at what is odd about its text. */
function isPlain(raw: RawRecord): boolean {
  const read = parseRecord(raw);
  return read.value !== undefined && isDeepStrictEqual(parseRecord({ ...raw, isPlain: true }), read);
}

/** The ids of a record as the conversations are told of them: by their hashes. */
function idsOf(conversationId: string, messageId: string | undefined, userId: string | undefined): string[] {
  const hash = new Int32Array(HASH_WORDS);
  return [conversationId, messageId, userId].map((id) => {
    if (id === undefined) return 'none';
    hashId(id, hash);
    return hash.join(' ');
  });
}

/** Writes down what it is told. */
class Listener extends Conversations {
  heard: unknown;

  override writeClean(told: Parameters<Conversations['writeClean']>[0]): boolean {
    const hashAt = (at: number): string =>
      at === -1 ? 'none' : Array.from(told.words.subarray(at, at + HASH_WORDS)).join(' ');
    const ids = [told.conversationAt, told.messageAt, told.userAt].map(hashAt);
    this.heard = { kind: told.kind, ids, count: told.messageCount, line: told.line, record: told.record };
    return true;
  }
}

const facts = new AcceptedFacts(true);

/** What is wrong with the facts of an accepted record, told in both ways; undefined if nothing is. */
function wrongFacts(run: AcceptedRecords, checked: CheckedRecord, registry: Registry): string | undefined {
  const expected = conversationFacts(checked, registry);
  const listener = new Listener([], 1);
  facts.hashedRecord(run, 0, listener);
  const told = facts.of(run, 0);
  const heard = JSON.stringify([listener.heard, told]);
  if (expected === undefined) return told === undefined && listener.heard === undefined ? undefined : heard;
  const { event, nearEvent, conversationId, messageId, userId, messageCount, line, record } = expected;
  const kind = eventKindOf(event, nearEvent);
  const ids = idsOf(conversationId, messageId, userId);
  const right = JSON.stringify([{ kind, ids, count: messageCount ?? -1, line, record }, { ...expected }]);
  const inOrder = JSON.stringify([listener.heard, told === undefined ? undefined : sameOrder(told, expected)]);
  return inOrder === right ? undefined : `facts ${heard}, not ${right}`;
}

/** The members of one object in the order of another’s. */
function sameOrder(one: object, like: object): object {
  return Object.fromEntries(
    Object.keys({ ...like, ...one }).map((key) => [key, (one as Record<string, unknown>)[key]]),
  );
}

/** The scanner and the slow path, side by side on the same bytes. */
export async function bothPaths({
  rules = [],
  registry = builtInRegistry(),
  wantsFacts = false,
}: BothPathsOptions = {}) {
  const levelOf = ruleLevels(rules);
  const scanner = await loadScanner({ registry, isOn: (rule) => levelOf(rule) !== 'off', wantsFacts });
  if (scanner === undefined) throw new Error('there is no scanner');
  const check = createCheck({ registry, levelOf, now: () => TODAY });
  return {
    scanner,
    /** Judges some records, none of which holds a line feed, as lines of one chunk. */
    judge(records: readonly Buffer[]): Judged[] {
      const chunk = Buffer.concat(records.flatMap((bytes) => [bytes, Buffer.from('\n')]));
      const judged: Judged[] = [];
      for (let start = 0, lines = 0; start < chunk.length; ) {
        const scan = scanner.scanLines(chunk, start, chunk.length, TODAY);
        for (let index = 0; index < scan.count; index++) {
          const word = (at: number): number => scan.answers[index * ANSWER_WORDS + at / 4] ?? -1;
          const from = start + word(ANSWER_START) - WINDOW;
          const bytes = chunk.subarray(from, start + word(ANSWER_END) - WINDOW);
          const accepted = (word(ANSWER_MASK) & scanner.enabled) === 0 && isUtf8(bytes);
          const line = lines + word(ANSWER_LINE) + 1;
          const raw = { file: 'a.ndjson', number: judged.length + 1, bytes, line, column: 1 };
          const checked = check(raw);
          const name = scanner.names[word(ANSWER_NUMBER)]?.counted;
          let dispute = accepted ? disputeOf(name, checked) : undefined;
          if ((word(ANSWER_MASK) & ODD_TEXT) === 0 && isUtf8(bytes) && !isPlain(raw)) dispute ??= 'its text is odd';
          if (accepted && wantsFacts) {
            const answers = scan.answers.slice(0, scan.count * ANSWER_WORDS);
            const scanned = {
              file: 'a.ndjson',
              chunk,
              start,
              line: lines + 1,
              answers,
              names: scanner.names,
              isText: true,
            };
            dispute ??= wrongFacts(new AcceptedRecords(scanned, index, 1, judged.length + 1), checked, registry);
          }
          judged.push({ bytes, accepted, checked, dispute });
          if (checked.event !== undefined && !accepted) scanner.learn(checked.event);
        }
        start += scan.bytes;
        lines += scan.lines;
      }
      return judged;
    },
  };
}
