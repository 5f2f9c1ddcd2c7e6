import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../src/problem/catalog.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The contents of the README's code blocks whose info string is this one. */
function blocks(info: string): string[] {
  return [...readme.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === info)
    .map(([, , text = '']) => text);
}

const folder = mkdtempSync(join(tmpdir(), 'copilot-events-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the README', () => {
  it('lists every rule with its default level and its summary', () => {
    for (const [rule, { level, summary }] of Object.entries(CATALOG)) {
      expect(readme).toContain(`| \`${rule}\` | ${level} | ${summary} |`);
    }
  });

  it.each(['validate', 'send', 'fix', 'emit'])('names every option of %s', (command) => {
    const help = execFileSync(process.execPath, ['bin/copilot-events.js', command, '--help'], { cwd: root }).toString();
    const flags = new Set(help.match(/(?<=^ {2,}|, )--[a-z-]+/gm));
    flags.delete('--help');
    expect(flags.size).toBeGreaterThan(5);
    const section = readme.slice(readme.indexOf('## validate'), readme.indexOf('## Rules'));
    for (const flag of flags) expect(section).toMatch(new RegExp(`\`[^\`]*${flag}\\b`));
  });

  it('has recipes that find the events among other lines', () => {
    const line = (event: string) =>
      JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId: 'c1' } });
    const [own = '', prefixed = ''] = blocks('sh recipe');
    const run = (recipe: string, log: string) => {
      writeFileSync(join(folder, 'app.log'), log);
      const bin = join(folder, 'copilot-events');
      rmSync(bin, { force: true });
      symlinkSync(join(root, 'bin/copilot-events.js'), bin);
      chmodSync(join(root, 'bin/copilot-events.js'), 0o755);
      const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
      return spawnSync('sh', ['-c', recipe], { cwd: folder, env, encoding: 'utf8' });
    };
    const started = line('Conversation Started');
    const among = run(own, `starting up\n${started}\nGET / 200\n${line('Conversation Ended')}\n`);
    expect(among).toMatchObject({ status: 0, stderr: '' });
    expect(among.stdout).toContain('2 records, all valid');
    const after = run(
      prefixed,
      `12:00:01 INFO ready\n12:00:02 INFO event=${started}\n12:00:03 [x] ${line('message_sent')}  \n`,
    );
    expect(after.status).toBe(1);
    expect(after.stdout).toContain('1 of 2 records is invalid');
    expect(after.stdout).toContain('<stdin>:2:');
  });

  it('has a library example that runs', () => {
    const [example = ''] = blocks('js example');
    const path = join(folder, 'example.mjs');
    writeFileSync(path, example.replace("'copilot-events'", JSON.stringify(join(root, 'dist/index.js'))));
    const output = execFileSync(process.execPath, [path], { encoding: 'utf8' });
    expect(output).toBe('false properties.rating send it as a number, without quotes\n');
  });

  it('shows a problem as -f json prints it', () => {
    const shown = JSON.parse(blocks('json').find((text) => text.includes('"schema/type"')) ?? '');
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'bin/copilot-events.js'), 'validate', 'mistakes.ndjson', '-f', 'json'],
      { cwd: join(root, 'fixtures/samples'), encoding: 'utf8' },
    );
    expect(JSON.parse(stdout).problems).toContainEqual(shown);
  });

  it('shows a config that is valid', () => {
    const config = blocks('json').find((text) => text.includes('maxWarnings')) ?? '';
    writeFileSync(join(folder, 'copilot-events.config.json'), config);
    const printed = execFileSync(
      process.execPath,
      [join(root, 'bin/copilot-events.js'), 'validate', '--print-config'],
      { cwd: folder },
    );
    expect(JSON.parse(printed.toString())).toMatchObject({
      maxWarnings: { value: 0 },
      rules: { 'time/in-the-future': { value: 'error' } },
    });
  });
});
