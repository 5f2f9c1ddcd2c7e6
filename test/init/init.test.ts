import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Files } from '../support/folders.js';
import { testFolders } from '../support/folders.js';
import { BINARY, ROOT } from '../support/root.js';
import { PLAIN_ENV, runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();
const CONFIG = 'copilot-events.config.json';
const SAMPLE = 'events/sample.ndjson';
const WORKFLOW = '.github/workflows/copilot-events.yml';
const skill = readFileSync(`${ROOT}skills/copilot-events/SKILL.md`, 'utf8');
const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };

function project(files: Files = {}, remote?: string): string {
  const folder = folderWith(files);
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  if (remote !== undefined) execFileSync('git', ['remote', 'add', 'origin', remote], { cwd: folder });
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('.git/'))
    .sort();
}

const init = (cwd: string, ...args: string[]) => runInProcess(['init', ...args], { cwd });

/** Runs lines of shell of a CI job, with an `npx` that is ours and an `npm ci` that is done. */
function runJob(lines: readonly string[], cwd: string) {
  const bin = folderWith();
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = --no ] || exit 98; shift\n[ "$1" = copilot-events ] || exit 99; shift\nexec '${process.execPath}' '${BINARY}' "$@"\n`,
  );
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\n[ "$*" = ci ]\n');
  for (const name of ['npx', 'npm']) chmodSync(join(bin, name), 0o755);
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  // Runners give their jobs no input.
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawnSync('bash', ['--norc', '-e', '-c', lines.join('\n')], { cwd, env, encoding: 'utf8', stdio: [...stdio] });
}

/** The lines of shell of the workflow that was written. */
function workflowJob(folder: string) {
  const job = parse(readFileSync(join(folder, WORKFLOW), 'utf8')).jobs.validate;
  const runs: string[] = job.steps.flatMap((step: { run?: string }) => step.run ?? []);
  return { job, runs };
}

describe('init --yes', () => {
  it('init --yes leads to a run without errors', async () => {
    const folder = project({}, 'git@github.com:acme/chat.git');
    const { code, stdout } = await runBinary(['init', '--yes'], { cwd: folder });
    expect(code).toBe(0);
    expect(filesIn(folder)).toEqual([WORKFLOW, CONFIG, SAMPLE]);
    const next = /^Next: {2}copilot-events (.*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
    const run = await runBinary(next, { cwd: folder });
    expect(run.code).toBe(0);
    // The binary's stdin is a pipe here.
    expect(run.stderr).toMatch(/^copilot-events: reading the files of the config, not stdin; [^\n]*\n$/);
    expect(run.stdout).toMatch(/^✔ 5 records, all valid /);
  });

  it.each([
    ['.github', { '.github/dependabot.yml': '' }, undefined, WORKFLOW],
    ['a remote on GitHub', {}, 'https://github.com/acme/chat.git', WORKFLOW],
    ['.gitlab-ci.yml', { '.gitlab-ci.yml': 'test:\n  script: [make]\n' }, undefined, '.gitlab/copilot-events.yml'],
    ['a remote on GitLab', {}, 'git@gitlab.acme.com:chat.git', '.gitlab-ci.yml'],
  ])('init --yes detects the CI from %s', async (_, files, remote, job) => {
    const folder = project(files, remote);
    await init(folder, '--yes');
    expect(filesIn(folder)).toEqual([...Object.keys(files), job, CONFIG, SAMPLE].sort());
  });

  it('init --yes writes no job without a CI, and reports how to get one', async () => {
    const folder = folderWith();
    const { code, stdout } = await init(folder, '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('--ci github or --ci gitlab');
    expect(filesIn(folder)).toEqual([CONFIG, SAMPLE]);
    expect((await init(folder, '--yes', '--ci', 'none')).stdout).not.toContain('--ci github');
  });

  it('init --yes keeps existing files', async () => {
    const mine = { [CONFIG]: '{"maxWarnings": 0}\n', [WORKFLOW]: 'name: mine\n', 'events/data.json': '[]' };
    const folder = project(mine);
    const { code, stdout } = await init(folder, '--yes');
    expect(code).toBe(0);
    for (const [path, text] of Object.entries(mine)) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
    expect(filesIn(folder)).toEqual([...Object.keys(mine), 'copilot-events/sample.ndjson'].sort());
    expect(stdout).toContain(`kept ${CONFIG}, ${WORKFLOW} as it was`);
    expect((await init(folder, '--yes')).stdout).toContain('nothing to write');
  });

  it('init --yes keeps a config that is a module', async () => {
    const folder = folderWith({ 'copilot-events.config.mjs': 'export default {}\n' });
    await init(folder, '--yes');
    expect(filesIn(folder)).toEqual(['copilot-events.config.mjs', SAMPLE]);
  });

  it('init --yes changes nothing when run again', async () => {
    const folder = project({}, 'https://github.com/acme/chat.git');
    await init(folder, '--yes');
    const { code, stdout } = await init(folder, '--yes');
    expect(code).toBe(0);
    expect(stdout.match(/is there already/g)).toHaveLength(3);
    expect(stdout).toContain('nothing to write');
  });

  it('init --yes reports a file that it cannot write', async () => {
    const folder = folderWith({ 'copilot-events': 'a file', 'events/mine': '' });
    const { code, stderr } = await init(folder, '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write copilot-events/sample.ndjson: ');
  });
});

describe('the job that init writes', () => {
  it('the GitHub job that init writes passes, also in a subfolder of the repository', async () => {
    const folder = project({ 'apps/my chat/': '' }, 'https://github.com/acme/chat.git');
    const sub = join(folder, 'apps/my chat');
    const { stdout } = await init(sub, '--yes');
    expect(stdout).toContain(`../../${WORKFLOW}`);
    const { job, runs } = workflowJob(folder);
    expect(job.defaults.run['working-directory']).toBe('apps/my chat');
    expect(runs).toEqual(['npm ci', 'npx --no copilot-events validate --format github']);
    expect(stdout).toContain(`npm install --save-dev ./copilot-events-${version}.tgz`);
    expect(runJob(runs, sub)).toMatchObject({ status: 0, stderr: '' });
  });

  it('the GitHub job that init writes runs the version that the project locks', async () => {
    const folder = project({
      'package.json': '{"devDependencies": {"copilot-events": "^0.1.0"}}',
      'package-lock.json': '{}',
      '.github/dependabot.yml': '',
    });
    const { stdout } = await init(folder, '--yes');
    expect(stdout).toContain('\nNext:  npx --no copilot-events validate\n');
    expect(stdout).not.toContain('.tgz');
    const { runs } = workflowJob(folder);
    expect(runs).toEqual(['npm ci', 'npx --no copilot-events validate --format github']);
    expect(runJob(runs, folder)).toMatchObject({ status: 0, stderr: '' });
    const { $schema } = JSON.parse(readFileSync(join(folder, CONFIG), 'utf8')) as { $schema: string };
    expect($schema).toMatch(/^\.\/node_modules\/copilot-events\//);
    expect(existsSync(join(ROOT, $schema.replace('./node_modules/copilot-events/', '')))).toBe(true);
  });

  it('the GitLab job that init writes passes and writes the report that its artifacts name', async () => {
    const folder = project({ 'apps/my "chat"/': '' }, 'https://gitlab.com/acme/chat.git');
    await init(join(folder, 'apps/my "chat"'), '--yes');
    const job = parse(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8'))['copilot-events'];
    expect(runJob(job.script, folder)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(join(folder, job.artifacts.reports.codequality), 'utf8'))).toEqual([]);
  });

  it('the GitLab job that init writes is a file to include if .gitlab-ci.yml exists', async () => {
    const folder = project({ '.gitlab-ci.yml': 'test:\n  script: [make]\n' });
    const { stdout } = await init(folder, '--yes');
    const include = /add it to \.gitlab-ci\.yml: {2}(include: .*)$/m.exec(stdout)?.[1] ?? '';
    const [{ local }] = parse(include).include;
    expect(parse(readFileSync(join(folder, local), 'utf8'))).toHaveProperty(['copilot-events', 'script']);
  });
});

describe('init without a terminal and without --yes', () => {
  it('init without a terminal shows the files it would write, and writes nothing', async () => {
    const folder = project({}, 'https://github.com/acme/chat.git');
    const { code, stdout, stderr } = await init(folder);
    expect(code).toBe(2);
    for (const path of [CONFIG, SAMPLE, WORKFLOW]) expect(stdout).toContain(`${path}  new\n`);
    expect(stdout).toContain('"files": [');
    expect(stderr).toContain('nothing was written');
    expect(stderr).toContain('hint: copilot-events init --yes writes');
    expect(filesIn(folder)).toEqual([]);
  });

  it.each([
    [['--agent'], 'copilot-events init --yes --agent'],
    [['--agent', '--ci', 'gitlab'], 'copilot-events init --yes --agent --ci gitlab'],
    [['--ci', 'github'], 'copilot-events init --yes --ci github'],
  ])('init %j without a terminal shows what the command of its hint writes', async (options, command) => {
    const folder = folderWith();
    const { stdout, stderr } = await init(folder, ...options);
    expect(stderr).toContain(`hint: ${command} writes what is shown as new\n`);
    const shown = [...stdout.matchAll(/^(\S+) {2}new$/gm)].map(([, path]) => path);
    const [, ...argv] = command.split(' ');
    expect((await runInProcess(argv, { cwd: folder })).code).toBe(0);
    expect(filesIn(folder)).toEqual(shown.sort());
  });

  it('init without a terminal cuts no line of a file', async () => {
    const { stdout } = await init(folderWith(), '--agent');
    expect(stdout).not.toContain('…\n');
    expect(stdout).toContain(`    ${skill.split('\n').find((line) => line.length > 120)}\n`);
  });
});

/** Runs init on a terminal, and answers each question as it comes. */
async function onTerminal(cwd: string, answers: readonly (readonly [question: string, keys: string])[]) {
  // A terminal that nobody looks at has no width of its own.
  const command = `stty cols 100 rows 40; exec '${process.execPath}' '${BINARY}' init`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd, env: { ...PLAIN_ENV, TERM: 'xterm' } });
  const unasked = [...answers];
  let seen = '';
  let from = 0;
  child.stdout.on('data', (piece: Buffer) => {
    seen += piece.toString();
    const [next] = unasked;
    const at = next === undefined ? -1 : seen.indexOf(next[0], from);
    if (next === undefined || at === -1) return;
    from = at + next[0].length;
    unasked.shift();
    // As a person would: once the question stands there.
    setTimeout(() => child.stdin.write(next[1]), 200);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { code, seen, unasked };
}

describe('init on a terminal', () => {
  it('init on a terminal asks before it writes, and before it overwrites each file', async () => {
    const folder = project({ [CONFIG]: '{}\n', [WORKFLOW]: 'name: mine\n' }, 'https://github.com/acme/chat.git');
    const { code, seen, unasked } = await onTerminal(folder, [
      ['Write 1 new file?', 'y'],
      [`Overwrite ${CONFIG}`, 'y'],
      [`Overwrite ${WORKFLOW}`, '\r'],
    ]);
    expect({ code, unasked }).toEqual({ code: 0, unasked: [] });
    expect(seen).toContain('exists with other contents');
    expect(readFileSync(join(folder, CONFIG), 'utf8')).toContain('"files"');
    expect(readFileSync(join(folder, WORKFLOW), 'utf8')).toBe('name: mine\n');
    expect(existsSync(join(folder, SAMPLE))).toBe(true);
  });

  it('init on a terminal asks for the CI if it cannot detect one', async () => {
    const folder = folderWith();
    const down = '\u001b[B';
    const { code } = await onTerminal(folder, [
      ['What checks your changes?', `${down}\r`],
      ['Write 3 new files?', 'y'],
    ]);
    expect(code).toBe(0);
    expect(filesIn(folder)).toEqual(['.gitlab-ci.yml', CONFIG, SAMPLE]);
  });

  it('init on a terminal writes nothing after no or Ctrl-C', async () => {
    const folder = project({}, 'https://github.com/acme/chat.git');
    expect((await onTerminal(folder, [['Write 3 new files?', 'n']])).code).toBe(0);
    const { code, seen } = await onTerminal(folder, [['Write 3 new files?', '\u0003']]);
    expect(code).toBe(130);
    expect(seen).toContain('nothing was written');
    expect(filesIn(folder)).toEqual([]);
  });
});

describe('init --agent', () => {
  const CLAUDE = '.claude/skills/copilot-events/SKILL.md';
  const AGENTS = '.agents/skills/copilot-events/SKILL.md';

  it.each([
    ['no agent', {}, [AGENTS]],
    ['CLAUDE.md', { 'CLAUDE.md': '' }, [CLAUDE]],
    ['.claude/', { '.claude/settings.json': '{}' }, [CLAUDE]],
    ['AGENTS.md', { 'AGENTS.md': '' }, [AGENTS]],
    ['.cursor/ and CLAUDE.md', { '.cursor/': '', 'CLAUDE.md': '' }, [AGENTS, CLAUDE]],
  ])(
    'init --agent in a project with traces of %s shows and writes the skill where its agents look',
    async (_, files, paths) => {
      const folder = project(files);
      const { code, stdout } = await init(folder, '--yes', '--ci', 'none', '--agent');
      expect(code).toBe(0);
      expect(filesIn(folder).filter((path) => path.endsWith('SKILL.md'))).toEqual(paths);
      for (const path of paths) {
        expect(readFileSync(join(folder, path), 'utf8')).toBe(skill);
        expect(stdout).toContain(`${path}  new`);
      }
    },
  );

  it('init --agent --yes leaves a changed skill as it is', async () => {
    const folder = project({ [AGENTS]: 'my own' });
    const { stdout } = await init(folder, '--yes', '--ci', 'none', '--agent');
    expect(readFileSync(join(folder, AGENTS), 'utf8')).toBe('my own');
    expect(stdout).toContain(`kept ${AGENTS} as it was`);
  });

  it('init --agent --yes writes only the skill, shows its text not at all, and sends the agent there', async () => {
    const folder = project({ '.github/': '' }, 'https://github.com/acme/chat.git');
    const { stdout } = await init(folder, '--yes', '--agent');
    expect(filesIn(folder)).toEqual([AGENTS]);
    expect(stdout).toBe(`${AGENTS}  new\n\n✔ wrote 1 file\n\nNext:  read ${AGENTS}, and follow it\n`);
  });

  it('init --agent --ci writes the config, the sample and the job, too', async () => {
    const folder = project();
    const { stdout } = await init(folder, '--yes', '--agent', '--ci', 'github');
    expect(filesIn(folder)).toEqual([AGENTS, WORKFLOW, CONFIG, SAMPLE].sort());
    expect(stdout).toMatch(/Next: {2}read \S+SKILL\.md, and follow it\nThen: {2}copilot-events validate\n/);
  });

  it('init writes no skill without --agent', async () => {
    const folder = project({ 'CLAUDE.md': '' });
    await init(folder, '--yes', '--ci', 'none');
    expect(filesIn(folder).filter((path) => path.endsWith('SKILL.md'))).toEqual([]);
  });
});
