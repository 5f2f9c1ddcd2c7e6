import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../src/rules/catalog.js';

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

  it.each(['validate', 'send', 'fix', 'listen', 'emit', 'events'])('names every option of %s', (command) => {
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

  describe('has examples of the library that run', () => {
    // A project that has the package installed, and what the examples use beside it.
    const project = join(folder, 'project');
    mkdirSync(join(project, 'node_modules/@segment'), { recursive: true });
    symlinkSync(root, join(project, 'node_modules/copilot-events'));
    for (const name of ['vitest', '@segment/analytics-node']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    const [validator = '', stream = '', plugin = '', ...more] = blocks('js example');
    const run = (example: string, env: NodeJS.ProcessEnv = {}) => {
      writeFileSync(join(project, 'example.mjs'), example);
      const options = { cwd: project, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const;
      return spawnSync(process.execPath, ['example.mjs'], options);
    };

    it('createValidator', () => {
      expect(more).toEqual([]);
      expect(run(validator).stdout).toBe('false properties.rating send it as a number, without quotes\n');
    });

    it('validateStream', () => {
      const event = { type: 'track', event: 'Message Sent', userId: 'u1' };
      const properties = { conversationId: 'c1', messageId: 'm1', message_body: 'Hello' };
      const lines = [
        { ...event, properties },
        { ...event, properties: { ...properties, message_body: 5 } },
      ];
      writeFileSync(join(project, 'log.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const { stdout, stderr } = run(stream);
      expect(stderr).toBe('');
      expect(stdout).toBe(
        '1 a message of 5\n2 error properties.message_body is a number; a string is needed\n1 invalid\n',
      );
    });

    it('the matchers', () => {
      const [example = ''] = blocks('js test example');
      writeFileSync(join(project, 'example.test.js'), example);
      const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project];
      const { status, stdout } = spawnSync(process.execPath, vitest, { cwd: project, encoding: 'utf8' });
      expect(stdout).toContain('1 passed');
      expect(status).toBe(0);
    });

    it('listen, which fails on a seeded mistake and passes without it', () => {
      const [recipe = ''] = blocks('sh listen recipe');
      const [copilot = ''] = blocks('js listen example');
      const [suite = ''] = blocks('js listen test');
      const listen = (command: string, source: string) => {
        writeFileSync(join(project, 'copilot.mjs'), source);
        writeFileSync(join(project, 'suite.test.mjs'), suite);
        const bin = join(root, 'bin/copilot-events.js');
        const script = command.replace('copilot-events listen', `"${process.execPath}" "${bin}" listen --port 0`);
        const env = { PATH: process.env['PATH'] };
        return spawnSync('sh', ['-c', script], { cwd: project, encoding: 'utf8', env });
      };
      expect(listen(recipe, copilot)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 record, valid') });
      const seeded = copilot.replace('conversationId', 'conversation_id');
      expect(seeded).not.toBe(copilot);
      const failed = listen(recipe, seeded);
      expect(failed.status).toBe(1);
      expect(failed.stdout).toContain('hint: found conversation_id in properties; rename it to conversationId');
      // The suite asks the collector; of itself, it fails for the same mistake.
      const tests = recipe.replace('node copilot.mjs', 'node --test suite.test.mjs');
      expect(listen(tests, copilot)).toMatchObject({ status: 0 });
      const failedSuite = listen(tests, seeded);
      expect(failedSuite.status).toBe(1);
      expect(failedSuite.stderr).toContain('the command failed with exit code 1');
    });

    it('the plugin', () => {
      const thrown = run(plugin, { SEGMENT_WRITE_KEY: 'key-of-the-example' });
      expect(thrown.status).toBe(1);
      expect(thrown.stderr).toContain('InvalidEventError: Message Sent in conversation c1 was not tracked:');
      expect(thrown.stderr).toContain('hint: found content in properties; rename it to message_body');
      expect(thrown.stdout + thrown.stderr).not.toMatch(/key-of-the-example/);
    });
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

  it('shows a schema of an own event that works', () => {
    const schema = blocks('json').find((text) => text.includes('"Order Placed"')) ?? '';
    writeFileSync(join(folder, 'order.json'), schema);
    const record = { type: 'track', event: 'Order Placed', userId: 'u1', properties: { conversationId: '', total: 1 } };
    const input = `${JSON.stringify(record)}\n${JSON.stringify({ ...record, properties: { order_number: 'ord_1' } })}\n`;
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'bin/copilot-events.js'), 'validate', '--no-config', '-f', 'json', '--schema', 'order.json'],
      { cwd: folder, encoding: 'utf8', input },
    );
    const { problems } = JSON.parse(stdout) as { problems: Record<string, unknown>[] };
    expect(problems.map(({ line, path, rule }) => [line, path, rule])).toEqual([
      [1, 'properties.orderId', 'schema/required'],
      [1, 'properties.conversationId', 'schema/min-length'],
      [2, 'properties.orderId', 'schema/required'],
      [2, 'properties.total', 'schema/required'],
    ]);
    expect(problems[2]?.['hint']).toBe('found order_number in properties; rename it to orderId');
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
