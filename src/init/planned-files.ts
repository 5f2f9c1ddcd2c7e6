import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { skillFolders } from './agent-folders.js';
import type { Ci, Project } from './project.js';
import { sampleLog } from './sample-log.js';

/** A file that a project gets. */
export interface PlannedFile {
  readonly path: string;
  /** The path as messages show it, relative to the folder of the project. */
  readonly shown: string;
  readonly content: string;
  /** New, there already with other contents, or there just as it should be. */
  readonly state: 'new' | 'differs' | 'same';
  /** What is left to do by hand once it is there. */
  readonly todos: readonly string[];
}

const SCHEMA = 'schemas/config.schema.json';
const SAMPLE = 'sample.ndjson';

/** The folder for logs: a new one, or that of an earlier run; never one that holds something else. */
function logsFolder({ folder }: Project): string {
  const isFree = (name: string): boolean => !existsSync(join(folder, name)) || existsSync(join(folder, name, SAMPLE));
  return isFree('events') ? 'events' : 'copilot-events';
}

function config({ hasDependency }: Project, logs: string): string {
  const schema = hasDependency
    ? `./node_modules/copilot-events/${SCHEMA}`
    : `https://raw.githubusercontent.com/copilot-events/copilot-events/main/${SCHEMA}`;
  return `${JSON.stringify({ $schema: schema, files: [logs] }, null, 2)}\n`;
}

/** The steps that install and run the check. `--no`: npx runs what is installed, and installs nothing. */
function commands(options: string): string[] {
  return ['npm ci', `npx --no copilot-events validate ${options}`];
}

function githubWorkflow({ subfolder }: Project): string {
  // A JSON string is a YAML string, whatever the folder is called.
  const where =
    subfolder === '' ? '' : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(subfolder)}\n`;
  const steps = commands('--format github').map((command) => `      - run: ${command}\n`);
  return `name: copilot-events

on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  validate:
    runs-on: ubuntu-latest
${where}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: lts/*
${steps.join('')}`;
}

function gitlabJob({ subfolder }: Project): string {
  const report = 'gl-code-quality-report.json';
  const script = [
    ...(subfolder === '' ? [] : [JSON.stringify(`cd ${JSON.stringify(subfolder)}`)]),
    ...commands(`--format pretty --format gitlab=${report}`),
  ];
  return `copilot-events:
  image: node:lts
  script:
${script.map((line) => `    - ${line}\n`).join('')}  artifacts:
    when: always
    reports:
      codequality: ${JSON.stringify(subfolder === '' ? report : `${subfolder}/${report}`)}
`;
}

/** What is to be done before `npm ci` installs this tool. The package is not on npm yet. */
function installTodos({ hasDependency }: Project, version: string): string[] {
  const tarball = `copilot-events-${version}.tgz`;
  const make = `run npm pack in a clone of https://github.com/copilot-events/copilot-events, and copy ${tarball} here`;
  return hasDependency ? [] : [`${make}; then npm install --save-dev ./${tarball}, and commit both`];
}

function ciFile(ci: Ci, project: Project, version: string): Pick<PlannedFile, 'path' | 'content' | 'todos'> {
  const todos = installTodos(project, version);
  if (ci === 'github') {
    const path = join(project.root, '.github/workflows/copilot-events.yml');
    return { path, content: githubWorkflow(project), todos };
  }
  const content = gitlabJob(project);
  const main = join(project.root, '.gitlab-ci.yml');
  // Existing jobs stay as they are: they include ours.
  if (!existsSync(main)) return { path: main, content, todos };
  const include = 'add it to .gitlab-ci.yml:  include: [{ local: .gitlab/copilot-events.yml }]';
  return { path: join(project.root, '.gitlab/copilot-events.yml'), content, todos: [include, ...todos] };
}

async function stateOf(path: string, content: string): Promise<PlannedFile['state']> {
  if (!existsSync(path)) return 'new';
  const there = await readFile(path, 'utf8').catch(() => undefined);
  return there === content ? 'same' : 'differs';
}

/** What a project gets besides a config and a sample log, or instead of them. */
export interface Extras {
  /** What runs the job that checks every change; undefined for no job. */
  readonly ci: Ci | undefined;
  /** The skill for coding agents; undefined for none. */
  readonly skill: string | undefined;
  /** Whether the skill is all that the project gets. */
  readonly onlySkill: boolean;
  /** The version of this tool, for projects that have yet to install it. */
  readonly version: string;
}

/** What a project gets: a config, a sample log, and what else is asked for; or only the skill. */
export async function planFiles(project: Project, { ci, skill, onlySkill, version }: Extras): Promise<PlannedFile[]> {
  const { folder } = project;
  const logs = logsFolder(project);
  const module = join(folder, 'copilot-events.config.mjs');
  const setUp: Pick<PlannedFile, 'path' | 'content' | 'todos'>[] = [
    {
      path: existsSync(module) ? module : join(folder, 'copilot-events.config.json'),
      content: config(project, logs),
      todos: [],
    },
    { path: join(folder, logs, SAMPLE), content: sampleLog(), todos: [] },
    ...(ci === undefined ? [] : [ciFile(ci, project, version)]),
  ];
  const wanted = [
    ...(onlySkill ? [] : setUp),
    ...(skill === undefined ? [] : skillFolders(project.root)).map((path) => ({
      path: join(path, 'copilot-events/SKILL.md'),
      content: skill ?? '',
      todos: [],
    })),
  ];
  return Promise.all(
    wanted.map(async (file) => {
      const up = project.subfolder === '' ? '' : '../'.repeat(project.subfolder.split('/').length);
      const shown = file.path.startsWith(`${folder}/`)
        ? file.path.slice(folder.length + 1)
        : `${up}${file.path.slice(project.root.length + 1)}`;
      return { ...file, shown, state: await stateOf(file.path, file.content) };
    }),
  );
}
