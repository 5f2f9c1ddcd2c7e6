import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs';
import { sep } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import { endingOf, isLogName } from './log-names.js';

/** What no search enters or finds: what is installed, and our own config. What is hidden is not found either. */
const IGNORED = ['**/node_modules/**', '**/copilot-events.config.json'];

/** How many endings a message names. */
const MAX_ENDINGS = 5;

type Done<Value> = (error: NodeJS.ErrnoException | null, value: Value) => void;

/** Reads a directory, as `node:fs` does. */
export type ReadDirectory = (path: string, options: { withFileTypes: true }, done: Done<Dirent[]>) => void;

/** What stands for a link that leads nowhere: it is found like a file, and fails when it is read. */
const NO_DIRECTORY = { isDirectory: () => false } as Stats;

/**
 * The files that patterns match within a directory, absolute and sorted; nothing hidden, nothing installed. A link that leads
 * nowhere is found, too.
 * @throws {Failure} for a directory on the way that cannot be read.
 */
export async function search(
  patterns: string[],
  cwd: string,
  readDirectory: ReadDirectory = readdir,
): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  let failed: { readonly path: string; readonly error: NodeJS.ErrnoException } | undefined;
  const found = await glob(patterns, {
    cwd,
    ignore: IGNORED,
    absolute: true,
    expandDirectories: false,
    // The library passes over errors.
    fs: {
      readdir: ((path: string, options: { withFileTypes: true }, done: Done<Dirent[]>) =>
        readDirectory(path, options, (error, entries) => {
          if (error !== null && error.code !== 'ENOENT' && error.code !== 'ENOTDIR') failed ??= { path, error };
          done(error, entries);
        })) as typeof readdir,
      realpath: ((path: string, done: Done<string>) =>
        realpath(path, (error, real) => done(null, error === null ? real : path))) as typeof realpath,
      stat: ((path: string, done: Done<Stats>) =>
        stat(path, (error, stats) => done(null, error === null ? stats : NO_DIRECTORY))) as typeof stat,
    },
  });
  if (failed !== undefined) {
    const { path, error } = failed;
    const shown = safeName(path.endsWith(sep) && path.length > 1 ? path.slice(0, -1) : path);
    throw new Failure('unreadable-input', `cannot read the directory ${shown}: ${systemReason(error)}`, {
      hint: 'let it be read, or name the logs one by one',
      cause: error,
    });
  }
  return found.sort();
}

/** What a search of a directory skips besides files with other endings. A hidden folder counts as one: it is not entered. */
interface SkippedEntries {
  hiddenFiles: number;
  hiddenFolders: number;
  /** Pipes, sockets and devices. */
  specialFiles: number;
}

/** Counts what a search skips without a match. Git's own folder is no place for logs, like what is installed. */
function addSkipped(skipped: SkippedEntries, entries: readonly Dirent[]): void {
  for (const entry of entries) {
    if (entry.name.startsWith('.')) {
      if (!entry.isDirectory()) skipped.hiddenFiles++;
      else if (entry.name !== '.git') skipped.hiddenFolders++;
    } else if (!entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink()) skipped.specialFiles++;
  }
}

/** The content of a directory and of all directories in it. */
export interface DirectoryContent {
  /** The files with names of logs, absolute and sorted. */
  readonly logs: readonly string[];
  /** What is not read, for a message: `3 files (.log, .txt), 1 hidden file`; undefined if everything is. */
  readonly skipped: string | undefined;
}

/** Searches a directory and all directories in it for logs, by their names. @throws {Failure} as `search` does. */
export async function logsWithin(directory: string): Promise<DirectoryContent> {
  const skipped: SkippedEntries = { hiddenFiles: 0, hiddenFolders: 0, specialFiles: 0 };
  const counting: ReadDirectory = (path, options, done) =>
    readdir(path, options, (error, entries) => {
      if (error === null) addSkipped(skipped, entries);
      done(error, entries);
    });
  const logs: string[] = [];
  const others: string[] = [];
  for (const path of await search(['**/*'], directory, counting)) (isLogName(path) ? logs : others).push(path);
  const counts = [
    ...(others.length > 0 ? [otherFilesText(others)] : []),
    ...(skipped.hiddenFiles > 0 ? [countOf(skipped.hiddenFiles, 'hidden file')] : []),
    ...(skipped.hiddenFolders > 0 ? [countOf(skipped.hiddenFolders, 'hidden folder')] : []),
    ...(skipped.specialFiles > 0 ? [countOf(skipped.specialFiles, 'pipe or device', 'pipes or devices')] : []),
  ];
  return { logs, skipped: counts.length === 0 ? undefined : counts.join(', ') };
}

/** How many files there are, and with which endings. */
function otherFilesText(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(endingOf(path), (counts.get(endingOf(path)) ?? 0) + 1);
  const endings = [...counts]
    .sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
    .map(([ending]) => ending);
  const shown = endings.slice(0, MAX_ENDINGS).map((ending) => safeName(ending, 24));
  const more = endings.length > MAX_ENDINGS ? [`and ${endings.length - MAX_ENDINGS} more`] : [];
  return `${countOf(paths.length, 'file')} (${[...shown, ...more].join(', ')})`;
}
