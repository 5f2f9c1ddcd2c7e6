import { execFile } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { builtInRegistry } from '../../src/schema/registry.js';
import { testFolders } from '../support/folders.js';
import { hasPython, PYTHON_COMMAND } from '../support/python.js';
import { ROOT } from '../support/root.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';
import { bannedIn } from './banned-words.js';

const SKILL = 'skills/copilot-events/SKILL.md';
const read = (path: string) => readFileSync(ROOT + path, 'utf8');
const skill = read(SKILL);
const folderWith = testFolders();

describe('files for coding agents', () => {
  it.each(['AGENTS.md', 'llms.txt', SKILL])('%s links to files that exist, and has no banned word', (path) => {
    const text = read(path);
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(ROOT + posix.join(posix.dirname(path), target)))).toEqual([]);
    expect(bannedIn(text)).toEqual([]);
  });

  it('AGENTS.md and the skill are short', () => {
    expect(read('AGENTS.md').length).toBeLessThan(2500);
    expect(skill.length).toBeLessThan(8000);
  });

  it('llms.txt links every guide that an agent is sent to, and every command that it names', () => {
    expect(read('llms.txt')).toContain(`](${SKILL})`);
    for (const command of ['validate', 'listen', 'fix', 'send', 'mcp']) {
      expect(read('llms.txt')).toContain(`[${command}](docs/commands/${command}.md)`);
    }
  });
});

describe('the skill', () => {
  it('the skill has the head that agents read, under the name of its folder', () => {
    const [, name = '', description = ''] = /^---\nname: (\S+)\ndescription: (.+)\n---\n/.exec(skill) ?? [];
    expect(name).toBe('copilot-events');
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThan(1024);
  });

  it('the skill names every event of the spec, with the properties that it requires', () => {
    const rows = skill.split('\n').filter((line) => line.startsWith('| `'));
    for (const { title, fields } of builtInRegistry().events) {
      const row = rows.find((line) => line.split('|')[1]?.includes(`\`${title}\``));
      expect(row, title).toBeDefined();
      const required = fields
        .filter((field) => field.required && field.parent === 'properties')
        .map(({ name }) => name);
      for (const name of required) if (name !== 'conversationId') expect(row).toContain(`\`${name}\``);
    }
  });

  it('the skill uses options of listen that exist', async () => {
    const { stdout } = await runInProcess(['listen', '--help'], { cwd: ROOT });
    const used = [...skill.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    const known = [...new Set(used)].filter((option) => !['--no', '--save-dev', '--as'].includes(option));
    expect(known.filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  });

  const codeOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(skill)?.[1] ?? '';
  // More events than the SDK puts into one batch, of a client whose first batch is under way when it is flushed.
  const NODE = `${codeOf('js')}
import { setTimeout as sleep } from 'node:timers/promises';
const properties = { conversationId: 'c1', messageId: 'm1', message_body: 'Hello' };
for (let index = 0; index < 18; index++) {
  track('Message Sent', { userId: 'u1' }, properties);
  if (index < 16) await sleep(1);
}
track('Message Sent', { userId: undefined }, properties);
const start = performance.now();
await analytics.flush();
if (performance.now() - start > 4900) throw new Error('a hook of jest would have timed out');
await analytics.closeAndFlush();
console.log('the app goes on');
`;
  const PYTHON = `${codeOf('python')}
for _ in range(18):
    track("Message Sent", {"conversationId": "c1", "messageId": "m1", "message_body": "Hello"}, user_id="u1")
track("Message Sent", {"conversationId": "c1", "messageId": "m1", "message_body": "Hello"})
analytics.flush()
analytics.shutdown()
print("the app goes on")
`;
  const folder = folderWith({ 'client.mjs': NODE, 'client.py': PYTHON });
  symlinkSync(`${ROOT}node_modules`, join(folder, 'node_modules'));
  const languages = [
    { language: 'Node', program: process.execPath, file: 'client.mjs', isThere: true },
    { language: 'Python', program: PYTHON_COMMAND, file: 'client.py', isThere: hasPython('the code of the skill') },
  ];

  /** Runs the code of the skill by itself, as the tests of an app do where nobody listens. */
  async function runAlone(program: string, file: string) {
    const { SEGMENT_WRITE_KEY: _key, SEGMENT_HOST: _host, ...env } = process.env;
    return promisify(execFile)(program, [file], { cwd: folder, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } });
  }

  async function runUnderListen(program: string, file: string) {
    const exec = `${JSON.stringify(program)} ${file}`;
    const alone = ['--no-config', '--port', '0', '--rule', 'conversation/*=off'];
    const argv = ['listen', ...alone, '--fail-on', 'warning', '--exec', exec, '--expect', 'Message Sent=18'];
    return runBinary(argv, { cwd: folder });
  }

  describe.each(languages)('the code of the skill for $language', ({ program, file, isThere }) => {
    it.skipIf(!isThere)('breaks nothing without a write key and without a user', async () => {
      const { stdout, stderr } = await runAlone(program, file);
      expect(stdout).toContain('the app goes on');
      expect(stderr).toContain('cannot track Message Sent');
      // The words by which the hints of listen recognise it.
      expect(stderr).toMatch(/userId|user_id/);
    });

    it.skipIf(!isThere)('sends valid events to listen --exec, and flushes in less than 5 s', async () => {
      const { code, stderr } = await runUnderListen(program, file);
      expect(stderr).toContain('the expected event came');
      expect(code).toBe(0);
    });
  });
});
