import type { Stats } from 'node:fs';
import { realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { SEARCHED_ENDINGS } from './log-names.js';
import { pipeSource } from './pipe-source.js';
import { logsWithin, search } from './search.js';
import type { Source } from './text-chunks.js';
import { fileSource } from './text-chunks.js';

/** Other names of stdin. Opened by them, a socket fails, and a file that was redirected is read from where it stands. */
const STDIN_NAMES: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** How paths become sources. */
export interface ResolvePathsOptions {
  /** What names are shown relative to. */
  readonly cwd: string;
  /** Default: `cwd`. What relative paths are relative to. */
  readonly base?: string;
  /** Default: false. Whether the paths are those of the config, which hints then name. */
  readonly isFromConfig?: boolean;
  /** Default: false. Whether a pattern or a directory may hold nothing. */
  readonly allowEmpty?: boolean;
  /** Makes the source that `-` stands for. */
  readonly stdin: () => Source;
  /** Called with a directory, as it was named, and what is not read in it: `3 files (.log, .txt), 1 hidden file`. */
  readonly onSkipped?: (directory: string, skipped: string) => void;
}

/** Whether a path is a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}]|[!@+]\(/.test(path);
}

/** What the system knows of a path, or its error. */
function statsOf(path: string): Stats | Error {
  try {
    return statSync(path);
  } catch (error) {
    return error as Error;
  }
}

/** The file that a path leads to: links may lead to one file by several ways. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/**
 * Turns what the command line names into sources, in the order given, each file once. A directory is searched for logs, by their
 * names (`isLogName`); what else it holds is counted and reported. `node_modules`, `.git` and our own config are left out.
 * @throws {Failure} for a path that does not exist or is empty, a directory without logs, a pattern that matches nothing, a
 * directory that cannot be read.
 */
export async function resolvePaths(
  paths: readonly string[],
  { cwd, base = cwd, allowEmpty = false, isFromConfig = false, stdin, onSkipped }: ResolvePathsOptions,
): Promise<Source[]> {
  const sources = new Map<string, Source>();
  const add = (absolute: string, name?: string, stats?: Stats): void => {
    const shown = name ?? relative(cwd, absolute).split(sep).join('/');
    const file = realPath(absolute);
    if (sources.has(file)) return;
    const isRegular = stats === undefined || stats.isFile();
    sources.set(file, isRegular ? fileSource(absolute, shown) : pipeSource(absolute, shown));
  };
  const addDirectory = async (absolute: string, path: string): Promise<void> => {
    const { logs, skipped } = await logsWithin(absolute);
    if (logs.length === 0 && !allowEmpty) {
      const hint = `a directory is searched for ${SEARCHED_ENDINGS}`;
      throw new Failure('no-input', `no logs in ${path}`, {
        hint: skipped === undefined ? hint : `${hint}; skipped: ${skipped}, which are read if they are named`,
      });
    }
    if (skipped !== undefined) onSkipped?.(path, skipped);
    for (const log of logs) add(log);
  };
  const addMatches = async (pattern: string): Promise<void> => {
    const matches = await search([pattern], base);
    if (matches.length === 0 && !allowEmpty) {
      throw new Failure('no-input', `nothing matches ${pattern}`, {
        hint: isFromConfig
          ? 'check "files" in the config; its patterns start from the folder that the config lies in'
          : 'put the pattern in quotes, and check the folder it starts from',
      });
    }
    for (const match of matches) add(match);
  };
  for (const path of paths) {
    if (path === '') {
      throw new Failure('no-input', 'an empty path names no log', {
        hint: isFromConfig
          ? 'check "files" in the config; a dot stands for the folder that it lies in'
          : 'a variable of the command line may be unset; a dot stands for the working directory',
      });
    }
    if (STDIN_NAMES.has(path)) {
      sources.set('-', stdin());
      continue;
    }
    const absolute = resolve(base, path);
    const stats = statsOf(absolute);
    if (stats instanceof Error) {
      if (!isGlob(path)) {
        throw new Failure('unreadable-input', `cannot read ${path}: ${systemReason(stats)}`, { cause: stats });
      }
      await addMatches(path);
    } else if (stats.isDirectory()) await addDirectory(absolute, path);
    else add(absolute, base === cwd ? path : undefined, stats);
  }
  return [...sources.values()];
}
