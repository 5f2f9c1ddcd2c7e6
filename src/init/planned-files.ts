import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  readonly todo?: string;
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

/** The steps that install and run the check, given the project's own version of the tool or the one that runs now. */
function commands({ hasDependency }: Project, version: string, options: string): string[] {
  return hasDependency
    ? ['npm ci', `npx copilot-events validate ${options}`]
    : [`npx --yes copilot-events@${version} validate ${options}`];
}

function githubWorkflow(project: Project, version: string): string {
  const { subfolder } = project;
  // A JSON string is a YAML string, whatever the folder is called.
  const where =
    subfolder === '' ? '' : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(subfolder)}\n`;
  const steps = commands(project, version, '--format github').map((command) => `      - run: ${command}\n`);
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

function gitlabJob(project: Project, version: string): string {
  const { subfolder } = project;
  const report = 'gl-code-quality-report.json';
  const script = [
    ...(subfolder === '' ? [] : [JSON.stringify(`cd ${JSON.stringify(subfolder)}`)]),
    ...commands(project, version, `--format pretty --format gitlab=${report}`),
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

function ciFile(ci: Ci, project: Project, version: string): Pick<PlannedFile, 'path' | 'content' | 'todo'> {
  if (ci === 'github') {
    const path = join(project.root, '.github/workflows/copilot-events.yml');
    return { path, content: githubWorkflow(project, version) };
  }
  const content = gitlabJob(project, version);
  const main = join(project.root, '.gitlab-ci.yml');
  // Jobs that are there already stay alone: they include ours.
  if (!existsSync(main)) return { path: main, content };
  const todo = 'add it to .gitlab-ci.yml:  include: [{ local: .gitlab/copilot-events.yml }]';
  return { path: join(project.root, '.gitlab/copilot-events.yml'), content, todo };
}

async function stateOf(path: string, content: string): Promise<PlannedFile['state']> {
  if (!existsSync(path)) return 'new';
  const there = await readFile(path, 'utf8').catch(() => undefined);
  return there === content ? 'same' : 'differs';
}

/**
 * What a project gets: a config, a log to try it on, and a job that checks every change, if something runs jobs. `version`
 * is that of this tool, for projects that do not install it themselves.
 */
export async function planFiles(project: Project, ci: Ci | undefined, version: string): Promise<PlannedFile[]> {
  const { folder } = project;
  const logs = logsFolder(project);
  const module = join(folder, 'copilot-events.config.mjs');
  const wanted: Pick<PlannedFile, 'path' | 'content' | 'todo'>[] = [
    { path: existsSync(module) ? module : join(folder, 'copilot-events.config.json'), content: config(project, logs) },
    { path: join(folder, logs, SAMPLE), content: sampleLog() },
    ...(ci === undefined ? [] : [ciFile(ci, project, version)]),
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
