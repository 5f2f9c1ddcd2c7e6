import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Io } from '../io.js';
import { isStream } from '../problem/problem.js';

/** The way from one directory to a path within it; undefined if the path lies elsewhere. */
function within(directory: string, path: string): string | undefined {
  const way = relative(directory, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way;
}

/**
 * Names files as the services around CI do: from the root of the repository, which GitHub Actions and GitLab CI tell; else
 * from the working directory. A file that lies elsewhere keeps its absolute path.
 */
export function repositoryPaths(io: Pick<Io, 'cwd' | 'env'>): (file: string) => string {
  const directory = io.cwd();
  const told = [io.env['GITHUB_WORKSPACE'], io.env['CI_PROJECT_DIR']];
  const root = told.find((path) => path && within(path, directory) !== undefined) ?? directory;
  return (file) => {
    if (isStream(file)) return file;
    const path = resolve(directory, file);
    return (within(root, path) ?? path).split(sep).join('/');
  };
}
