import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { logsWithin } from '../input/search.js';
import { safeName } from '../text/safe-name.js';

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(path: string): Failure {
  return new Failure('bad-usage', `${safeName(path)} is outside the working directory`, {
    hint: 'this server reads only files below the directory that it was started in',
  });
}

/** The real path of what is named. `directory`: the root as it was named, perhaps by a link. @throws {Failure} if it is missing, or lies outside of `root` by its name or by a link. */
async function innerPath(path: string, root: string, directory = root): Promise<string> {
  const absolute = resolve(directory, path);
  // By its name first: the answer must not say what exists elsewhere.
  if (path.includes('\0') || !(isWithin(root, absolute) || isWithin(directory, absolute))) throw outside(path);
  const real = await realpath(absolute).catch((cause: unknown) => {
    throw new Failure('unreadable-input', `cannot read ${safeName(path)}: ${systemReason(cause)}`, { cause });
  });
  if (!isWithin(root, real)) throw outside(path);
  return real;
}

/**
 * The logs that paths name, each relative to the directory: files, and directories, which are searched for logs.
 * @throws {Failure} if a path leads outside of the directory (by `..`, an absolute path or a link), is missing, or is neither a
 * file nor a directory with logs.
 */
export async function innerLogs(paths: readonly string[], directory: string): Promise<string[]> {
  const root = await realpath(directory);
  const logs: string[] = [];
  for (const path of paths) {
    const real = await innerPath(path, root, resolve(directory));
    const found = await stat(real);
    if (found.isDirectory()) {
      const within = await logsWithin(real);
      if (within.logs.length === 0) throw new Failure('no-input', `no logs in ${safeName(path)}`);
      for (const log of within.logs) logs.push(await innerPath(log, root));
    } else if (found.isFile()) logs.push(real);
    else throw new Failure('unreadable-input', `${safeName(path)} is neither a file nor a directory`);
  }
  // A name may start with a dash, or be all that stands for stdin.
  return logs.map((log) => `.${sep}${relative(root, log)}`);
}
