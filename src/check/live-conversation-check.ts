import type { BrokenRule } from '../conversations/conversation-fold.js';
import { EventNames } from '../conversations/event-names.js';
import { FactRow, ROW_WORDS } from '../conversations/fact-row.js';
import { LiveConversations } from '../conversations/live-conversations.js';
import { logFinding } from '../conversations/log-finding.js';
import { UnplacedRecords } from '../conversations/unplaced-records.js';
import { FactWriter } from '../conversations/write-facts.js';
import { byPlace } from '../problem/position.js';
import type { Problem } from '../problem/problem.js';
import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import type { Registry } from '../schema/registry.js';
import { builtInRegistry } from '../schema/registry.js';
import type { CheckedRecord } from './check-record.js';
import { withProblems } from './check-result.js';
import { specEventOf } from './conversation-facts.js';
import { logProblemMaker } from './log-problem.js';
import { ResultRows } from './result-rows.js';
import type { LevelOf } from './rule-levels.js';

/** The row of one record at a time. */
class OneRow {
  readonly rows = new Uint32Array(2 * ROW_WORDS);
  #next = 0;

  clear(): void {
    this.#next = 0;
  }

  rowFor(): number {
    const at = this.#next;
    this.#next += ROW_WORDS;
    return at;
  }

  /** The caller has the id of each record's conversation at hand, so that none is kept. */
  needsId(): boolean {
    return false;
  }

  addId(): void {}
}

/** Checks records beside the earlier ones of their conversations, as they arrive and in that order. */
export class LiveConversationCheck {
  readonly #registry: Registry;
  readonly #fileNames: string[] = [];
  readonly #names = new EventNames();
  readonly #row = new OneRow();
  readonly #results: ResultRows;
  readonly #record = new FactRow();
  readonly #conversations: LiveConversations;
  readonly #toProblem: ReturnType<typeof logProblemMaker>;

  constructor(levelOf: LevelOf, registry: Registry = builtInRegistry()) {
    this.#registry = registry;
    const unplaced = new UnplacedRecords();
    const writer = new FactWriter(this.#row);
    this.#results = new ResultRows({ writer, names: this.#names, unplaced, registry });
    const rules = CONVERSATION_RULES.filter(({ id }) => levelOf(id) !== 'off');
    this.#conversations = new LiveConversations(rules, this.#fileNames, unplaced);
    this.#toProblem = logProblemMaker(levelOf, this.#fileNames);
  }

  /** Adds the problems that a record has beside the records before it. */
  check(result: CheckedRecord): CheckedRecord {
    const problems: Problem[] = [];
    this.#row.clear();
    this.#results.add(result, this.#numberOf(result.raw.file), ({ conversationId }) => {
      const record = this.#record.moveTo(this.#row.rows, 0);
      this.#conversations.write(record, conversationId, (broken) =>
        problems.push(this.#problemOf(broken, conversationId)),
      );
      this.#row.clear();
    });
    if (problems.length === 0) return result;
    const valid = result.valid && problems.every(({ severity }) => severity !== 'error');
    return withProblems(result, [...result.problems, ...problems].sort(byPlace), valid);
  }

  #problemOf(broken: BrokenRule, conversationId: string): Problem {
    const event = this.#names.nameOf(broken.record.name);
    const specEvent = event === undefined ? undefined : specEventOf(this.#registry.match(event)).event;
    const found = logFinding(broken, { event, specEvent, fileNames: this.#fileNames });
    return this.#toProblem({ ...found, conversationId });
  }

  /** The number of a file; there are few names. */
  #numberOf(file: string): number {
    const known = this.#fileNames.indexOf(file);
    return known === -1 ? this.#fileNames.push(file) - 1 : known;
  }
}

/** Makes the check; undefined if none of its rules is on. */
export function createLiveConversationCheck(levelOf: LevelOf, registry?: Registry): LiveConversationCheck | undefined {
  const isOn = CONVERSATION_RULES.some(({ id }) => levelOf(id) !== 'off');
  return isOn ? new LiveConversationCheck(levelOf, registry) : undefined;
}
