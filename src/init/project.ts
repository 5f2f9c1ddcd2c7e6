import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { up } from 'empathic/find';

/** Where checks can run for every change. */
export const CI_SYSTEMS = ['github', 'gitlab'] as const;
export type Ci = (typeof CI_SYSTEMS)[number];

/** What there is to know of a project before something is added to it. */
export interface Project {
  /** The folder that the config goes to. */
  readonly folder: string;
  /** The folder of the repository, where CI jobs are looked for. */
  readonly root: string;
  /** The way from the root to the folder, with `/`; empty if they are the same. */
  readonly subfolder: string;
  /** What runs the project's checks, as far as files and remotes tell. */
  readonly ci: Ci | undefined;
  /** True if `npm ci` installs this tool. */
  readonly hasDependency: boolean;
}

async function remotes(folder: string): Promise<string> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    // Without git, or outside of a repository, there is nothing to learn.
    execFile('git', ['remote', '--verbose'], { cwd: folder }, (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

async function ciOf(root: string): Promise<Ci | undefined> {
  const github = existsSync(join(root, '.github'));
  const gitlab = existsSync(join(root, '.gitlab-ci.yml'));
  if (github !== gitlab) return github ? 'github' : 'gitlab';
  const named = await remotes(root);
  return CI_SYSTEMS.find((ci) => named.includes(ci)) ?? (github ? 'github' : undefined);
}

async function hasDependency(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'package-lock.json'))) return false;
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Readonly<
      Record<string, Readonly<Record<string, unknown>> | undefined>
    >;
    return ['dependencies', 'devDependencies'].some((kind) => manifest[kind]?.['copilot-events'] !== undefined);
  } catch {
    return false;
  }
}

/** Looks at the project that a folder belongs to. Changes nothing. */
export async function lookAtProject(folder: string): Promise<Project> {
  const git = up('.git', { cwd: folder });
  const root = git === undefined ? folder : dirname(git);
  return {
    folder,
    root,
    subfolder: relative(root, folder).split(sep).join('/'),
    ci: await ciOf(root),
    hasDependency: await hasDependency(folder),
  };
}
