import type { Entry } from './model.js';

/** An entry with its place in the conversation. */
export interface PlacedEntry {
  readonly entry: Entry;
  /** Its time; undefined if the conversation has none. */
  time: string | undefined;
  /** Whether the time is that of another entry. */
  isDerived: boolean;
}

/** An entry before the times are filled in: entries of one sequence are in order. */
export interface Draft {
  entry: Entry;
  readonly sequence: number;
}

/** Fills in the times, and sorts the entries by them. Within a sequence, no time is before the one of its predecessor. */
export function placed(drafts: readonly Draft[]): PlacedEntry[] {
  const lastOf = new Map<number, string>();
  let last: string | undefined;
  const entries = drafts.map(({ entry, sequence }): PlacedEntry => {
    const before = lastOf.get(sequence);
    const own = entry.time;
    const isOwn = own !== undefined && (before === undefined || own >= before);
    const time = isOwn ? own : (before ?? last);
    if (time !== undefined) {
      lastOf.set(sequence, time);
      last = time;
    }
    return { entry, time, isDerived: !isOwn };
  });
  const first = entries.find(({ time }) => time !== undefined)?.time;
  for (const one of entries) one.time ??= first;
  const sorted = entries
    .map((one, index) => ({ one, index }))
    .sort((a, b) => (a.one.time === b.one.time ? a.index - b.index : (a.one.time ?? '') < (b.one.time ?? '') ? -1 : 1))
    .map(({ one }) => one);
  return withFeedback(sorted);
}

/** Puts ratings without a time behind the message that they rate. */
function withFeedback(entries: readonly PlacedEntry[]): PlacedEntry[] {
  const isLoose = ({ entry }: PlacedEntry): boolean =>
    entry.feedback?.messageId !== undefined && entry.time === undefined;
  const loose = entries.filter(isLoose);
  if (loose.length === 0) return [...entries];
  const byTarget = grouped(loose);
  const result = entries
    .filter((one) => !isLoose(one))
    .flatMap((one) => {
      const ratings =
        one.entry.id === undefined || one.entry.feedback !== undefined ? [] : (byTarget.get(one.entry.id) ?? []);
      if (one.entry.id !== undefined && one.entry.feedback === undefined) byTarget.delete(one.entry.id);
      return [one, ...ratings.map((rating) => ({ ...rating, time: one.time }))];
    });
  return [
    ...result,
    ...[...byTarget.values()].flat().map((rating) => ({ ...rating, time: result.at(-1)?.time ?? rating.time })),
  ];
}

function grouped(loose: readonly PlacedEntry[]): Map<string | undefined, PlacedEntry[]> {
  const groups = new Map<string | undefined, PlacedEntry[]>();
  for (const one of loose) {
    const target = one.entry.feedback?.messageId;
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [one]);
    else group.push(one);
  }
  return groups;
}
