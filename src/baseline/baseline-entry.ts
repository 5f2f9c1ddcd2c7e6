import type { Problem } from '../problem/problem.js';
import { groupPointer } from '../text/json-pointer.js';

/** Problems that a project knows of: so many of one rule, event and field. Lines do not matter, which move. */
export interface BaselineEntry {
  readonly rule: string;
  readonly event?: string;
  /** With `*` for array indices. */
  readonly pointer: string;
  readonly count: number;
}

/** The kind of a problem or an entry: equal for those that count together. */
export function kindOf({ rule, event, pointer }: Pick<BaselineEntry, 'rule' | 'event' | 'pointer'>): string {
  return JSON.stringify([rule, event ?? null, pointer]);
}

/** What a problem counts as. */
export function entryOf({ rule, event, pointer }: Problem): BaselineEntry {
  return { rule, ...(event === undefined ? {} : { event }), pointer: groupPointer(pointer), count: 1 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By rule, event and pointer, in code-unit order: the same on every machine. */
export function byKind(a: BaselineEntry, b: BaselineEntry): number {
  const byName = compare(a.rule, b.rule) || compare(a.event ?? '', b.event ?? '') || compare(a.pointer, b.pointer);
  // An event without a name is not the same as none.
  return byName || compare(kindOf(a), kindOf(b));
}
