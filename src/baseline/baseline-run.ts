import { resolve } from 'node:path';
import type { BaselineCounts } from '../check/summary.js';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import { showMessage } from '../output/show-message.js';
import type { Problem } from '../problem/problem.js';
import { countOf, formatCount } from '../text/count.js';
import { pointerToPath } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import type { BaselineEntry } from './baseline-entry.js';
import { kindOf } from './baseline-entry.js';
import { readBaseline, writeBaseline } from './baseline-file.js';
import { KIND_LIMIT, KnownProblems } from './known-problems.js';

/** Which baseline a run uses. */
export interface BaselineOptions {
  /** The path as it was given; undefined for none. */
  readonly named: string | undefined;
  /** What the path is relative to. */
  readonly directory: string;
  /** Whether the baseline is written anew. */
  readonly updating: boolean;
  /** Whether nothing is printed about entries that are no longer found. */
  readonly quiet: boolean;
}

/** A baseline at work. */
export interface BaselineRun {
  readonly path: string;
  /** True if the run makes the baseline anew. */
  readonly updating: boolean;
  /** Counts a problem; true if it is known. */
  setAside(problem: Problem): boolean;
  readonly counts: BaselineCounts;
  /** Says on stderr what changed since the baseline was made, or writes it anew. @throws {Failure} if it cannot be. */
  end(io: Io): Promise<void>;
}

const SHOWN_KINDS = 10;

function print(io: Io, text: string): void {
  showMessage(text, io);
}

function kindText({ rule, event, pointer }: BaselineEntry): string {
  const at = pointer === '' ? '' : ` at ${safeName(pointerToPath(pointer))}`;
  return `${safeName(rule)}${at}${event === undefined ? '' : ` of ${safeName(event)}`}`;
}

function printGrown(problems: KnownProblems, shown: string, io: Io): void {
  const grown = problems.entries.filter(({ found, count }) => found > count);
  for (const entry of grown.slice(0, SHOWN_KINDS)) {
    const more = formatCount(entry.found - entry.count);
    print(io, `${more} more than the ${formatCount(entry.count)} in ${shown}: ${kindText(entry)}`);
  }
  if (grown.length > SHOWN_KINDS) {
    print(io, `${countOf(grown.length - SHOWN_KINDS, 'further kind')} more often than in ${shown}`);
  }
}

function printGone({ gone, fewer }: BaselineCounts, shown: string, io: Io): void {
  if (gone + fewer === 0) return;
  const found = (count: number, how: string): string[] =>
    count === 0 ? [] : [`${countOf(count, 'entry', 'entries')} ${count === 1 ? 'is' : 'are'} ${how}`];
  const what = [...found(gone, 'no longer found'), ...found(fewer, 'found less often')].join(', and ');
  print(io, `in ${shown}, ${what}; if this run read all logs, --update-baseline drops the difference`);
}

async function update(
  problems: KnownProblems,
  old: readonly BaselineEntry[],
  path: string,
  shown: string,
  io: Io,
): Promise<void> {
  if (problems.tooManyKinds) {
    throw new Failure(
      'bad-baseline',
      `there are more than ${formatCount(KIND_LIMIT)} kinds of problem; a baseline cannot hold them`,
      {
        hint: 'fix the most frequent ones first, or switch their rules off with --rule',
      },
    );
  }
  const entries = problems.found;
  const before = new Map(old.map((entry) => [kindOf(entry), entry.count]));
  const added = entries.filter((entry) => !before.has(kindOf(entry))).length;
  const changed = entries.filter((entry) => (before.get(kindOf(entry)) ?? entry.count) !== entry.count).length;
  const dropped = old.length - (entries.length - added);
  await writeBaseline(path, shown, entries);
  const holds = `${shown} now holds ${countOf(problems.counts.known, 'problem')} of ${countOf(entries.length, 'kind')}`;
  print(io, `${holds} (${added} added, ${changed} changed, ${dropped} dropped)`);
}

/**
 * Reads the baseline of a run; undefined if it has none.
 * @throws {Failure} if it does not exist or is broken, or is to be updated and none is named.
 */
export async function openBaseline({
  named,
  directory,
  updating,
  quiet,
}: BaselineOptions): Promise<BaselineRun | undefined> {
  if (named === undefined) {
    if (!updating) return undefined;
    throw new Failure('bad-usage', '--update-baseline has no baseline to update', {
      hint: 'name its file: --baseline copilot-events.baseline, or baseline in the config',
    });
  }
  const path = resolve(directory, named);
  const shown = safeName(named);
  const old = await readBaseline(path, shown);
  if (old === undefined && !updating) {
    throw new Failure('bad-baseline', `the baseline ${shown} does not exist`, {
      hint: '--update-baseline creates it from the current problems',
    });
  }
  const problems = new KnownProblems(old ?? [], updating);
  return {
    path,
    updating,
    setAside: (problem) => problems.setAside(problem),
    get counts() {
      return problems.counts;
    },
    async end(io) {
      if (updating) return update(problems, old ?? [], path, shown, io);
      printGrown(problems, shown, io);
      if (!quiet) printGone(problems.counts, shown, io);
    },
  };
}
