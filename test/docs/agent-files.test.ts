import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInRegistry } from '../../src/schema/registry.js';
import { testFolders } from '../support/folders.js';
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

  it('the code of the skill for Node sends a valid event to the collector that listen --exec starts', async () => {
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(skill) ?? [];
    const setting = "const user = { id: 'u1' }, conversationId = 'c1', messageId = 'm1', text = 'Hello';\n";
    const cwd = folderWith({ 'client.mjs': setting + code });
    symlinkSync(`${ROOT}node_modules`, join(cwd, 'node_modules'));
    const exec = `${JSON.stringify(process.execPath)} client.mjs`;
    const alone = ['--no-config', '--port', '0', '--rule', 'conversation/*=off'];
    const argv = ['listen', ...alone, '--fail-on', 'warning', '--exec', exec, '--expect', 'Message Sent'];
    const { code: exitCode, stderr } = await runBinary(argv, { cwd });
    expect(stderr).toContain('the expected event came');
    expect(exitCode).toBe(0);
  });
});
