import { byPlace } from '../../problem/position.js';
import type { RecordStart, Severity } from '../../problem/problem.js';
import type { Hash64 } from '../../record/hash-64.js';
import type { CheckedRecord } from '../check-record.js';
import { withProblems } from '../check-result.js';
import { explainsId, messageIdProblem, placedMessageId } from './placed-message-id.js';

/** How many ids are kept, and how many contents of each. */
const MAX_IDS = 100_000;
const MAX_CONTENTS = 1000;

interface KnownId {
  readonly first: RecordStart;
  readonly contents: Set<string>;
}

function keyOf({ low, high }: Hash64): string {
  return `${low} ${high}`;
}

/** Finds records that share a `messageId` and are different, as they arrive. The last 100,000 ids are kept. */
export class LiveMessageIdCheck {
  readonly #severity: Severity;
  readonly #known = new Map<string, KnownId>();

  constructor(severity: Severity) {
    this.#severity = severity;
  }

  /** Adds the problem that a record has if an earlier one has the same id and other contents. */
  check(result: CheckedRecord): CheckedRecord {
    const { raw, call, event, problems } = result;
    if (call === undefined || problems.some(explainsId)) return result;
    const found = placedMessageId(raw);
    if (found === undefined) return result;
    const { line, column, units } = found;
    const start = { file: raw.file, record: raw.number, line, column };
    const first = this.#firstWithOtherContents(keyOf(found.hash), keyOf(found.contents), start);
    if (first === undefined) return result;
    const problem = messageIdProblem({ severity: this.#severity, start, units, first, event });
    const valid = result.valid && this.#severity !== 'error';
    return withProblems(result, [...problems, problem].sort(byPlace), valid);
  }

  /** Adds an id. Returns where it was seen first; undefined if it is new, or came with these contents before. */
  #firstWithOtherContents(id: string, contents: string, start: RecordStart): RecordStart | undefined {
    const known = this.#known.get(id);
    if (known === undefined) {
      if (this.#known.size === MAX_IDS) this.#known.delete(this.#known.keys().next().value as string);
      this.#known.set(id, { first: start, contents: new Set([contents]) });
      return undefined;
    }
    if (known.contents.has(contents)) return undefined;
    if (known.contents.size < MAX_CONTENTS) known.contents.add(contents);
    return known.first;
  }
}
