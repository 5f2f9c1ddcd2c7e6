import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { pipeSource } from './pipe-source.js';
import type { Source } from './text-chunks.js';
import { fileSource } from './text-chunks.js';

/** What a directory is searched for; a file that is named or that a glob matches may be called anything. */
const LOGS_WITHIN = '**/*.{json,ndjson,jsonl,json.gz,ndjson.gz,jsonl.gz}';

/** What no search enters or takes: what is installed, what is hidden, and our own config. */
const IGNORED = ['**/node_modules/**', '**/copilot-events.config.json'];

/** Other names of stdin. Opened by them, a socket fails, and a file that was redirected is read from where it stands. */
const STDIN_NAMES: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** How paths become sources. */
export interface ResolvePathsOptions {
  /** What names are shown relative to. */
  readonly cwd: string;
  /** Default: `cwd`. What relative paths are relative to. */
  readonly base?: string;
  /** Default: false. Whether a pattern or a directory may hold nothing. */
  readonly allowEmpty?: boolean;
  /** Makes the source that `-` stands for. */
  readonly stdin: () => Source;
}

/** The files that patterns match within a folder, absolute and sorted; nothing hidden, nothing installed. */
export async function search(patterns: string[], cwd: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(patterns, { cwd, ignore: IGNORED, absolute: true, expandDirectories: false });
  return found.sort();
}

/** Tells a pattern from a path. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}]|[!@+]\(/.test(path);
}

/**
 * Turns what the command line names into sources, in the order given, each file once. Directories are searched for `.json`,
 * `.ndjson` and `.jsonl` files, packed by gzip or not; hidden files and `node_modules` are passed over.
 * @throws {Failure} for a path that does not exist, a directory without logs, a pattern that matches nothing.
 */
export async function resolvePaths(
  paths: readonly string[],
  { cwd, base = cwd, allowEmpty = false, stdin }: ResolvePathsOptions,
): Promise<Source[]> {
  const sources = new Map<string, Source>();
  const add = async (absolute: string, name?: string, stats?: Stats): Promise<void> => {
    const shown = name ?? relative(cwd, absolute).split(sep).join('/');
    // Links may lead to one file by several ways.
    const file = await realpath(absolute).catch(() => absolute);
    if (sources.has(file)) return;
    const isRegular = stats === undefined || stats.isFile();
    sources.set(file, isRegular ? fileSource(absolute, shown) : pipeSource(absolute, shown));
  };
  for (const path of paths) {
    if (STDIN_NAMES.has(path)) {
      sources.set('-', stdin());
      continue;
    }
    const absolute = resolve(base, path);
    const stats = await stat(absolute).catch((error: NodeJS.ErrnoException) => error);
    if (!(stats instanceof Error)) {
      if (!stats.isDirectory()) {
        await add(absolute, base === cwd ? path : undefined, stats);
        continue;
      }
      const logs = await search([LOGS_WITHIN], absolute);
      if (logs.length === 0 && !allowEmpty) {
        throw new Failure('no-input', `no logs in ${path}`, {
          hint: 'a directory is searched for .json, .ndjson and .jsonl, and .gz of each',
        });
      }
      for (const log of logs) await add(log);
      continue;
    }
    if (!isGlob(path)) {
      throw new Failure('unreadable-input', `cannot read ${path}: ${systemReason(stats)}`, { cause: stats });
    }
    const matches = await search([path], base);
    if (matches.length === 0 && !allowEmpty) {
      throw new Failure('no-input', `nothing matches ${path}`, {
        hint: 'put the pattern in quotes, and check the folder it starts from',
      });
    }
    for (const match of matches) await add(match);
  }
  return [...sources.values()];
}
