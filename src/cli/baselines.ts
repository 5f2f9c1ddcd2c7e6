import { resolve } from 'node:path';
import type { BaselineEntry } from '../baseline/baseline-entry.js';
import { kindOf } from '../baseline/baseline-entry.js';
import { readBaseline, writeBaseline } from '../baseline/baseline-file.js';
import { KIND_LIMIT, KnownProblems } from '../baseline/known-problems.js';
import type { BaselineCounts } from '../check/summary.js';
import type { Config } from '../config/config.js';
import { Failure } from '../failure.js';
import type { Io } from '../io.js';
import type { Problem } from '../problem/problem.js';
import { countOf, formatCount } from '../text/count.js';
import { pointerToPath } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';

/** The options of `validate` about known problems, as commander gives them. */
export interface BaselineFlags {
  /** A path, or false for none; undefined for the config's. */
  readonly baseline?: string | false;
  readonly updateBaseline?: true;
  readonly quiet?: true;
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

function say(io: Io, text: string): void {
  io.stderr.write(`copilot-events: ${text}\n`);
}

function kindText({ rule, event, pointer }: BaselineEntry): string {
  const at = pointer === '' ? '' : ` at ${safeName(pointerToPath(pointer))}`;
  return `${safeName(rule)}${at}${event === undefined ? '' : ` of ${safeName(event)}`}`;
}

function sayGrown(problems: KnownProblems, shown: string, io: Io): void {
  const grown = problems.entries.filter(({ found, count }) => found > count);
  for (const entry of grown.slice(0, SHOWN_KINDS)) {
    const more = formatCount(entry.found - entry.count);
    say(io, `${more} more than the ${formatCount(entry.count)} that ${shown} knows: ${kindText(entry)}`);
  }
  if (grown.length > SHOWN_KINDS) {
    say(io, `and ${countOf(grown.length - SHOWN_KINDS, 'kind')} more of which there are more than ${shown} knows`);
  }
}

function sayGone({ gone, fewer }: BaselineCounts, shown: string, io: Io): void {
  if (gone + fewer === 0) return;
  const occur = (count: number, verb: string): string[] =>
    count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? `occurs ${verb}` : `occur ${verb}`}`];
  const what = [...occur(gone, 'no more'), ...occur(fewer, 'less often')].join(' and ');
  say(io, `of the entries of ${shown}, ${what}; if this run read everything, --update-baseline drops them`);
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
      `there are more than ${formatCount(KIND_LIMIT)} kinds of problem; no baseline holds so many`,
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
  say(io, `${holds} (${added} added, ${changed} changed, ${dropped} dropped)`);
}

/**
 * Reads the baseline that the flags or the config ask for; undefined if none is.
 * @throws {Failure} if it is not there or broken, or is to be updated and none is named.
 */
export async function openBaseline(flags: BaselineFlags, config: Config, io: Io): Promise<BaselineRun | undefined> {
  const named = flags.baseline ?? config.baseline;
  const updating = flags.updateBaseline === true;
  if (named === undefined || named === false) {
    if (!updating) return undefined;
    throw new Failure('bad-usage', '--update-baseline has no baseline to update', {
      hint: 'name its file: --baseline copilot-events.baseline, or baseline in the config',
    });
  }
  const path = resolve(flags.baseline === undefined ? config.directory : io.cwd(), named);
  const shown = safeName(named);
  const old = await readBaseline(path, shown);
  if (old === undefined && !updating) {
    throw new Failure('bad-baseline', `the baseline ${shown} does not exist`, {
      hint: '--update-baseline makes it of the problems that there are',
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
      sayGrown(problems, shown, io);
      if (flags.quiet !== true) sayGone(problems.counts, shown, io);
    },
  };
}
