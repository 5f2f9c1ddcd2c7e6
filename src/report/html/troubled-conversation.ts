import type { LateProblem } from '../../check/late-problem.js';
import type { ConversationKey } from '../../conversations/conversation-key.js';
import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import { addToCounts } from './counts.js';
import { MAX_PROBLEMS } from './record-contents.js';
import { MAX_FILE_NAME, shownProblem } from './shown-problem.js';
import type { TroubledRecord } from './troubled-record.js';

/** How many events with problems are kept of a conversation, and how many problems that are known only at the end of the log. */
const MAX_EVENTS = 75;
const MAX_LATE = 25;

/** Problems that are longer as JSON, in UTF-16 units, are cut before they are kept. */
const MAX_UNITS = 4000;

/** How many causes of a conversation are listed. */
const MAX_CAUSES = 20;

/** An event of a conversation, as its timeline has it. */
export interface TimelineEvent {
  readonly fileIndex: number;
  readonly file: string;
  readonly number: number;
  readonly line: number;
  readonly name: string;
  readonly at?: number | undefined;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
}

/** An event with problems; they are JSON, which takes less memory. */
interface KeptEvent extends Omit<TimelineEvent, 'problems'> {
  readonly problems: string;
  /** Whether it stays if its conversation is no longer one of the worst. */
  readonly stays: boolean;
}

/** The order of events in a log. */
export function byPlaceInLog(
  a: Pick<TimelineEvent, 'fileIndex' | 'number'>,
  b: Pick<TimelineEvent, 'fileIndex' | 'number'>,
): number {
  return a.fileIndex - b.fileIndex || a.number - b.number;
}

/** A conversation with problems. */
export class TroubledConversation {
  readonly id: string;
  readonly key: ConversationKey;
  errors = 0;
  warnings = 0;
  /** Where its first problem stands. */
  file = '';
  line = 0;
  /** The numbers of the groups that its problems are in. */
  readonly causes: number[] = [];
  /** Whether it is one of the worst. */
  isFollowed = false;
  #events: KeptEvent[] = [];
  readonly #late: Pick<LateProblem, 'problem' | 'fileIndex' | 'at'>[] = [];

  constructor(id: string, key: ConversationKey) {
    this.id = id;
    this.key = key;
  }

  /** Orders conversations: any error outweighs all warnings. */
  get weight(): number {
    return this.errors * 1e9 + this.warnings;
  }

  /** Counts a problem. `cause`: the number of its group, if it is in one. */
  addProblem(problem: Problem, cause: number | undefined): void {
    addToCounts(this, problem);
    if (this.line === 0) {
      this.file = safeName(problem.file, MAX_FILE_NAME);
      this.line = problem.line;
    }
    if (cause !== undefined && this.causes.length < MAX_CAUSES && !this.causes.includes(cause)) this.causes.push(cause);
  }

  /** Keeps an event with problems. @param stays whether it is kept though the conversation is none of the worst */
  keep({ fileIndex, file, number, line, name, at, valid, problems }: TroubledRecord, stays: boolean): void {
    if (this.#events.length >= MAX_EVENTS || !(stays || this.isFollowed)) return;
    const some = problems.slice(0, MAX_PROBLEMS);
    const whole = JSON.stringify(some);
    const json = whole.length > MAX_UNITS ? JSON.stringify(some.map(shownProblem)) : whole;
    this.#events.push({ fileIndex, file, number, line, name, at, valid, problems: json, stays });
  }

  /** Keeps a problem that is known only at the end of the log. */
  keepLate({ problem, fileIndex, at }: LateProblem): void {
    if (this.#late.length < MAX_LATE)
      this.#late.push({ problem: shownProblem(problem), fileIndex, ...(at === undefined ? {} : { at }) });
  }

  /** Called when others have become worse. */
  unfollow(): void {
    this.isFollowed = false;
    this.#events = this.#events.filter(({ stays }) => stays);
  }

  /** The events with problems that are kept, in the order of the log. */
  events(): TimelineEvent[] {
    const events = this.#events.map(
      ({ stays: _, problems, ...event }): TimelineEvent => ({ ...event, problems: JSON.parse(problems) as Problem[] }),
    );
    for (const { problem, fileIndex, at } of this.#late) {
      const index = events.findIndex((event) => event.fileIndex === fileIndex && event.number === problem.record);
      const event = events[index];
      if (event !== undefined) {
        const valid = event.valid && problem.severity !== 'error';
        events[index] = { ...event, valid, problems: [...event.problems, problem] };
        continue;
      }
      const { file, record: number, line, event: name = '(track)', severity } = problem;
      events.push({ fileIndex, file, number, line, name, at, valid: severity !== 'error', problems: [problem] });
    }
    return events.sort(byPlaceInLog);
  }
}
