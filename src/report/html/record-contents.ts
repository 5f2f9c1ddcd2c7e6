import type { Problem } from '../../problem/problem.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { BoundedMap, byCodeUnits } from '../../text/bounded-map.js';
import { EXAMPLES, groupKey } from '../problem-groups.js';
import { payloadExcerpt } from './payload-excerpt.js';
import type { ReportedRecord } from './report-document.js';
import { shownId } from './shown-problem.js';

/** How many problems of one record are shown. */
export const MAX_PROBLEMS = 20;

/** How many bytes of records without problems, and with them, have their contents shown; those that come first. */
const MAX_CLEAN_BYTES = 2 * 1024 * 1024;
const MAX_TROUBLED_BYTES = 8 * 1024 * 1024;

/** What a problem counts beside the bytes of its record. */
const PROBLEM_BYTES = 400;

/** Of how many groups of problems the first few records have their contents shown, wherever they stand. */
const MAX_GROUPS = 250;

/** What a report shows of a record besides its place and result. */
export type RecordContents = Pick<ReportedRecord, 'messageId' | 'event'>;

/** The pointers of the values at fault that are shown. */
export function pointersOf(problems: readonly Problem[]): string[] {
  return problems.slice(0, MAX_PROBLEMS).map(({ pointer }) => pointer);
}

/** The key of the group that a problem is in. */
export function groupKeyOf(problem: Problem): string {
  return `${problem.severity} ${groupKey(problem)}`;
}

/** @param pointers of the values at fault, which are in it in any case */
export function recordContents(
  value: JsonObject | undefined,
  pointers: readonly string[],
  showValues: boolean,
): RecordContents {
  if (value === undefined) return {};
  const { properties } = value;
  const id = isObject(properties) ? properties['messageId'] : undefined;
  const contents: RecordContents = {
    ...(typeof id === 'string' && id !== '' ? { messageId: shownId(id) } : {}),
    event: payloadExcerpt(value, { showValues, pointers }),
  };
  // A copy: it holds on to nothing of the record.
  return JSON.parse(JSON.stringify(contents)) as RecordContents;
}

/** Admits pieces until they are larger than a limit together, and then none. */
class FirstBytes {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  admits(bytes: number): boolean {
    this.#left = bytes > this.#left ? 0 : this.#left - bytes;
    return this.#left > 0;
  }

  get isFull(): boolean {
    return this.#left === 0;
  }

  close(): void {
    this.#left = 0;
  }
}

/**
 * Decides which records have their contents in a report: the first ones of a log, and the first few of each group of problems. What
 * is decided for a part of a log includes what is decided for the same records in the whole log.
 */
export class ShownContents {
  readonly #clean = new FirstBytes(MAX_CLEAN_BYTES);
  readonly #troubled = new FirstBytes(MAX_TROUBLED_BYTES);
  readonly #groups = new BoundedMap<{ count: number }>(MAX_GROUPS, byCodeUnits);

  /** Whether the contents of a record without problems are shown. Called for each of them, in order, until `isFullOfClean`. */
  admitsClean(bytes: number): boolean {
    return this.#clean.admits(bytes);
  }

  get isFullOfClean(): boolean {
    return this.#clean.isFull;
  }

  /** Admits no more records without problems. */
  closeClean(): void {
    this.#clean.close();
  }

  /**
   * Whether the contents of a record with problems are shown. Called for each of them, in order.
   * @param keys of the groups of all problems that the record has, those in a baseline included; see `groupKeyOf`
   */
  admitsTroubled(keys: readonly string[], bytes: number): boolean {
    let isShown = this.#troubled.admits(bytes + keys.length * PROBLEM_BYTES);
    for (const key of keys) if (this.#isExample(key)) isShown = true;
    return isShown;
  }

  #isExample(key: string): boolean {
    const known = this.#groups.get(key);
    if (known !== undefined) return ++known.count <= EXAMPLES;
    if (!this.#groups.admits(key)) return false;
    this.#groups.add(key, { count: 1 });
    return true;
  }
}
