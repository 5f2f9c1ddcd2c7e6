import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { testFolders } from '../support/folders.js';
import { BAD, GOOD, log, WARNED } from '../support/records.js';
import { BINARY, ROOT } from '../support/root.js';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(`${ROOT}action.yml`, 'utf8')) as Action;
const folderWith = testFolders();

/** An `npm` that installs our binary into the folder of `--prefix`, and writes down its arguments; `npm ci` has been run. */
function installStub(bin: string, calls: string): void {
  writeFileSync(
    join(bin, 'npm'),
    `#!/usr/bin/env bash
printf '%s\\n' "$@" > '${calls}'
if [ "$1" = ci ]; then exit; fi
while [ $# -gt 0 ]; do if [ "$1" = --prefix ]; then prefix=$2; fi; shift; done
mkdir -p "$prefix/node_modules/.bin"
printf '#!/bin/sh\\nexec %s %s "$@"\\n' '${process.execPath}' '${BINARY}' > "$prefix/node_modules/.bin/copilot-events"
chmod +x "$prefix/node_modules/.bin/copilot-events"
`,
  );
  chmodSync(join(bin, 'npm'), 0o755);
}

/** What stands for an expression of the runner that is an input. */
function inputOf(expression: string, inputs: Readonly<Record<string, string>>): string {
  const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)?.[1];
  if (name === undefined) return expression;
  const input = action.inputs[name];
  if (input === undefined) throw new Error(`there is no input ${name}`);
  return inputs[name] ?? String(input.default ?? '');
}

/** Runs the steps of shell one after the other, as the runner does, until one fails. */
function runAction(cwd: string, inputs: Readonly<Record<string, string>> = {}) {
  const runner = folderWith({ 'bin/': '', 'temp/': '', output: '', summary: '' });
  const npmCalls = join(runner, 'npm-calls');
  installStub(join(runner, 'bin'), npmCalls);
  let stdout = '';
  let stderr = '';
  let status: number | null = 0;
  for (const step of action.runs.steps) {
    if (step.run === undefined || status !== 0) continue;
    expect(step.shell).toBe('bash');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, inputOf(value, inputs)] as const),
    );
    const script = join(runner, 'step.sh');
    writeFileSync(script, step.run);
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: join(cwd, inputOf(step['working-directory'] ?? '.', inputs)),
      env: {
        PATH: `${join(runner, 'bin')}:${process.env['PATH']}`,
        GITHUB_ACTION_PATH: ROOT,
        RUNNER_TEMP: join(runner, 'temp'),
        GITHUB_OUTPUT: join(runner, 'output'),
        GITHUB_STEP_SUMMARY: join(runner, 'summary'),
        ...env,
      },
      encoding: 'utf8',
    });
    stdout += ended.stdout;
    stderr += ended.stderr;
    status = ended.status;
  }
  const outputs = Object.fromEntries(
    readFileSync(join(runner, 'output'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  const results = (): unknown[] => JSON.parse(readFileSync(outputs['sarif'] ?? '', 'utf8')).runs[0].results;
  return { status, stdout, stderr, outputs, results, npm: readFileSync(npmCalls, 'utf8').trimEnd().split('\n') };
}

/** Whether the upload runs; the runner's expressions are JavaScript but for the names with hyphens. */
function uploads(exitCode: string, uploadSarif: string): boolean {
  const condition = action.runs.steps.find(({ uses }) => uses?.includes('upload-sarif'))?.if ?? '';
  const script = condition
    .replace(/^\$\{\{|\}\}$/g, '')
    .replaceAll('cancelled()', 'false')
    .replaceAll('inputs.upload-sarif', JSON.stringify(uploadSarif))
    .replaceAll('steps.validate.outputs.exit-code', JSON.stringify(exitCode));
  return new Function(`return ${script}`)() as boolean;
}

describe('action.yml', () => {
  it('action.yml builds its own checkout by default, or installs the npm version that the input names', () => {
    const folder = folderWith({ 'a.ndjson': log(GOOD) });
    const own = runAction(folder, { paths: 'a.ndjson' });
    expect(own).toMatchObject({ status: 0, outputs: { 'exit-code': '0' } });
    expect(own.npm).toEqual(expect.arrayContaining(['ci', '--prefix', ROOT]));
    const named = runAction(folder, { paths: 'a.ndjson', version: '^1.2' });
    expect(named).toMatchObject({ status: 0, outputs: { 'exit-code': '0' } });
    expect(named.npm).toContain('copilot-events@^1.2');
  });

  it('action.yml describes and uses each input', () => {
    const text = readFileSync(`${ROOT}action.yml`, 'utf8');
    for (const [name, { description }] of Object.entries(action.inputs)) {
      expect(description).toMatch(/\.$/);
      expect(text).toContain(`inputs.${name}`);
    }
    expect(action.runs.using).toBe('composite');
  });

  it('action.yml puts no expression into a script', () => {
    const scripts = action.runs.steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) expect(script).not.toContain('${'.concat('{'));
  });

  it('action.yml has outputs that a step sets', () => {
    const { outputs } = runAction(folderWith({ 'a.ndjson': log(GOOD) }), { paths: 'a.ndjson' });
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.validate.outputs.${name} }}`);
      expect(outputs).toHaveProperty(name);
    }
  });

  it('the CI guide uses only inputs that action.yml has', () => {
    const example =
      /^```yaml action\n([\s\S]*?)^```$/m.exec(readFileSync(`${ROOT}docs/guides/ci.md`, 'utf8'))?.[1] ?? '';
    const used = (parse(example) as Step[]).find(({ uses }) => uses?.startsWith('copilot-events/'));
    expect(Object.keys(used?.with ?? {}).length).toBeGreaterThan(1);
    for (const name of Object.keys(used?.with ?? {})) expect(action.inputs).toHaveProperty(name);
  });
});

describe('the steps of the action', () => {
  it('the action passes for valid logs, and writes a SARIF report', () => {
    const folder = folderWith({ 'logs/a.ndjson': log(GOOD), 'more logs/b.ndjson': log(WARNED) });
    const { status, outputs, results } = runAction(folder, { paths: 'logs\nmore logs/*.ndjson\n' });
    expect({ status, code: outputs['exit-code'] }).toEqual({ status: 0, code: '0' });
    expect(results()).toHaveLength(1);
  });

  it('the action annotates problems and fails', () => {
    const folder = folderWith({ 'a.ndjson': log(GOOD, BAD) });
    const { status, stdout, outputs, results } = runAction(folder, { paths: 'a.ndjson' });
    expect({ status, code: outputs['exit-code'] }).toEqual({ status: 1, code: '1' });
    expect(stdout).toMatch(/^::error .*file=a\.ndjson.*line=2/m);
    expect(results()).toHaveLength(1);
  });

  it('the action uses the limits, the config and the baseline of its inputs', () => {
    const folder = folderWith({
      'a.ndjson': log(WARNED),
      'strict.json': '{"rules": {"call/missing-type": "error"}}',
      known: '{"rule":"call/missing-type","event":"Conversation Started","pointer":"/type","count":1}\n',
    });
    const paths = 'a.ndjson';
    expect(runAction(folder, { paths }).status).toBe(0);
    expect(runAction(folder, { paths, 'max-warnings': '0' }).status).toBe(1);
    expect(runAction(folder, { paths, config: 'strict.json' }).status).toBe(1);
    expect(runAction(folder, { paths, config: 'strict.json', baseline: 'known' }).status).toBe(0);
  });

  it('the action without paths reads the files of the config in its working directory', () => {
    const folder = folderWith({
      'app/copilot-events.config.json': '{"files": ["logs"]}',
      'app/logs/a.ndjson': log(BAD),
    });
    expect(runAction(folder, { 'working-directory': 'app' }).status).toBe(1);
    const { status, outputs } = runAction(folder);
    expect({ status, code: outputs['exit-code'] }).toEqual({ status: 2, code: '2' });
  });

  it('the action neither executes nor splits the text of its inputs', () => {
    const bad = ['$(touch ran)', '`touch ran`', "'; touch ran; '", '"; touch ran; "', '-q', '* ?', 'a\\b $HOME'];
    const folder = folderWith({
      ...Object.fromEntries(bad.map((name) => [`${name}.ndjson`, log(BAD)])),
      'strict "$(touch ran)".json': '{}',
    });
    const paths = bad.map((name) => `${name}.ndjson`).filter((name) => !/[*?]/.test(name));
    const { status, results, npm } = runAction(folder, {
      paths: paths.join('\n'),
      config: 'strict "$(touch ran)".json',
      version: '1; touch ran; $(touch ran)',
      args: '--rule\ncall/*=off\n--stdin-filename\n$(touch ran) *',
    });
    expect(status).toBe(1);
    expect(results()).toHaveLength(paths.length);
    expect(npm).toContain('copilot-events@1; touch ran; $(touch ran)');
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    for (const input of ['max-warnings', 'baseline']) {
      expect(runAction(folder, { paths: '-q.ndjson', [input]: '$(touch ran)' }).status).toBe(2);
    }
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('the action uploads a SARIF report if there is one and the input allows it', () => {
    expect(uploads('0', 'true')).toBe(true);
    expect(uploads('1', 'true')).toBe(true);
    expect(uploads('2', 'true')).toBe(false);
    expect(uploads('', 'true')).toBe(false);
    expect(uploads('1', 'false')).toBe(false);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const [hook] = parse(readFileSync(`${ROOT}.pre-commit-hooks.yaml`, 'utf8')) as [
    { id: string; entry: string; files: string; language: string; types: string[] },
  ];

  it('the pre-commit hook runs on the committed files', () => {
    const folder = folderWith({ 'bin/': '', 'a.ndjson': log(GOOD), 'b c.ndjson': log(BAD) });
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'copilot-events'), `#!/bin/sh\nexec '${process.execPath}' '${BINARY}' "$@"\n`);
    chmodSync(join(bin, 'copilot-events'), 0o755);
    const run = (...files: string[]) => {
      const [command = '', ...words] = hook.entry.split(' ');
      const env = { PATH: `${bin}:${process.env['PATH']}` };
      return spawnSync(command, [...words, ...files], { cwd: folder, env, encoding: 'utf8' });
    };
    expect(run('a.ndjson')).toMatchObject({ status: 0, stderr: '' });
    const { status, stdout } = run('a.ndjson', 'b c.ndjson');
    expect(status).toBe(1);
    expect(stdout).toContain('b c.ndjson:1:93');
  });

  it('the pre-commit hook matches the names of logs', () => {
    const files = new RegExp(hook.files);
    for (const name of ['a.ndjson', 'logs/a.jsonl', 'a.ndjson.gz']) expect(name).toMatch(files);
    for (const name of ['package.json', 'ndjson', 'a.ndjson.txt']) expect(name).not.toMatch(files);
    expect(hook).toMatchObject({ id: 'copilot-events', language: 'node', types: ['file'] });
  });

  it('the CI guide names the pre-commit hook by its id', () => {
    expect(readFileSync(`${ROOT}docs/guides/ci.md`, 'utf8')).toContain(`- id: ${hook.id}\n`);
  });
});
