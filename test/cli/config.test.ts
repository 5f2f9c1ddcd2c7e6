import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { testFolders } from '../support/folders.js';
import { BAD, GOOD, log, WARNED } from '../support/records.js';
import { runBuilt } from '../support/run-built.js';

const folderWith = testFolders();
const CONFIG = 'copilot-events.config.json';

function run(cwd: string, ...args: string[]) {
  return runBuilt(['validate', '-f', 'concise', ...args], { cwd });
}

/** Runs the command line with a stdin that is a terminal. */
async function runWithTerminal(argv: readonly string[]) {
  let stderr = '';
  const sink = (onText: (text: string) => void) =>
    new Writable({
      write(piece, _, done) {
        onText(String(piece));
        done();
      },
    });
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  const code = await main(argv, {
    stdin,
    stdout: sink(() => {}),
    stderr: sink((text) => {
      stderr += text;
    }),
    env: {},
    cwd: () => folderWith(),
  });
  return { code, stderr };
}

describe.concurrent('the config', () => {
  it('validate finds the config in a parent folder, and resolves its files from there', async () => {
    const folder = folderWith({
      [CONFIG]: JSON.stringify({ files: ['logs'], rules: { 'call/missing-type': 'error' } }),
      'logs/a.ndjson': log(WARNED),
      'sub/deep/': '',
    });
    const { code, stdout } = await run(`${folder}/sub/deep`);
    expect(code).toBe(1);
    expect(stdout).toContain('../../logs/a.ndjson:1:1: error: type is missing');
  });

  it('validate uses only the nearest config file', async () => {
    const folder = folderWith({
      [CONFIG]: JSON.stringify({ rules: { 'call/missing-type': 'error' } }),
      [`sub/${CONFIG}`]: '{}',
      'sub/a.ndjson': log(WARNED),
    });
    expect((await run(`${folder}/sub`, 'a.ndjson')).code).toBe(0);
  });

  it('options on the command line override the config', async () => {
    const config = { files: ['bad.ndjson'], rules: { 'call/missing-type': 'error' }, maxWarnings: 0 };
    const folder = folderWith({ [CONFIG]: JSON.stringify(config), 'bad.ndjson': log(BAD), 'a.ndjson': log(WARNED) });
    expect((await run(folder, 'a.ndjson')).code).toBe(1);
    expect((await run(folder, 'a.ndjson', '--rule', 'call/missing-type=warning')).code).toBe(1);
    const args = ['--rule', 'call/missing-type=warning', '--max-warnings', '5'];
    expect((await run(folder, 'a.ndjson', ...args)).code).toBe(0);
    expect((await run(folder, 'a.ndjson', '--no-config')).code).toBe(0);
  });

  it('--config reads the file that it names, which must exist', async () => {
    const folder = folderWith({ 'c/strict.json': '{"maxWarnings": 0}', [CONFIG]: '{broken', 'a.ndjson': log(WARNED) });
    expect((await run(folder, '--config', 'c/strict.json', 'a.ndjson')).code).toBe(1);
    const missing = await run(folder, '--config', 'c/nope.json', 'a.ndjson');
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('c/nope.json: it does not exist');
  });

  it('a config may start with a byte order mark', async () => {
    const folder = folderWith({ [CONFIG]: '\ufeff{"maxWarnings": 0}', 'a.ndjson': log(WARNED) });
    expect((await run(folder, 'a.ndjson')).code).toBe(1);
  });

  it.each([
    ['an unknown setting', '{\n  "ruls": {}\n}', ':2:11: ', 'ruls', 'rules'],
    [
      'an unknown rule',
      '{"rules": {\n  "json/duplicate-kye": "off"\n}}',
      ':2:25: ',
      'json/duplicate-kye',
      'json/duplicate-key',
    ],
    ['an unknown level', '{"rules": {"json/*": "warn"}}', ':1:22: ', 'json/*', 'warning'],
    ['a string in place of a number', '{"maxWarnings": "3"}', ':1:17: ', 'maxWarnings', 'integer'],
    ['a number too small', '{"maxWarnings": -1}', ':1:17: ', 'maxWarnings', '0'],
    ['files that are not a list', '{"files": "logs"}', ':1:11: ', 'files', 'write it as a list: ["logs"]'],
    ['a number in quotes', '{"maxWarnings": "0"}', ':1:17: ', 'maxWarnings', 'write it without quotes: 0'],
    ['a boolean in quotes', '{"allowEmpty": "true"}', ':1:16: ', 'allowEmpty', 'write it without quotes: true'],
    ['an empty path', '{"schemas": [""]}', ':1:14: ', 'schemas[0]', 'hint'],
    ['a list in place of settings', '[]', ':1:1: ', 'config', 'object'],
    ['a trailing comma', '{"maxWarnings": 3,}', ':1:18: ', 'comma', 'remove'],
    ['a second document', '{"maxWarnings": 3} {"maxWarnings": 4}', ':1:20: ', 'other text follows', 'remove'],
    ['text behind the document', '{"maxWarnings": 3} and more', ':1:20: ', 'other text follows', 'remove'],
    ['no content', '', ':1:1: ', 'missing', 'hint'],
  ])('a config with %s is an error that names file, place, key and fix', async (_, text, place, key, fix) => {
    const folder = folderWith({ [CONFIG]: text, 'a.ndjson': log(GOOD) });
    const { code, stdout, stderr } = await run(folder, 'a.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${CONFIG}${place}`);
    expect(stderr).toContain(key);
    expect(stderr).toContain(fix);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('a config with several errors fails once and names them all', async () => {
    const text = '{"maxWarnings": "0", "ruls": {}, "rules": {"json/nope": "off", "schema/*": "of"}, "baseline": 5}';
    const { code, stderr } = await run(folderWith({ [CONFIG]: text, 'a.ndjson': log(GOOD) }), 'a.ndjson');
    expect(code).toBe(2);
    for (const key of ['maxWarnings is', 'ruls is', 'no rule json/nope', 'rules["schema/*"] is', 'baseline is']) {
      expect(stderr).toContain(key);
    }
    expect(stderr.match(/^copilot-events: /gm)).toHaveLength(5);
  });

  it('a pattern in the config that matches nothing fails with a hint about its files, not about quotes', async () => {
    const { code, stderr } = await run(folderWith({ [CONFIG]: '{"files": ["*.nope"]}' }));
    expect(code).toBe(2);
    expect(stderr).toContain('nothing matches *.nope\n  hint: check "files" in the config');
    expect(stderr).not.toContain('put the pattern in quotes');
  });
});

describe.concurrent('the hint of a command without anything to read', () => {
  it.each(['validate', 'fix'])('the hint of %s without input on a terminal says what to name', async (command) => {
    const { code, stderr } = await runWithTerminal([command, '--no-config']);
    expect(code).toBe(2);
    expect(stderr).toContain('hint: name a log, such as log.ndjson, or pipe one in');
  });
});

describe.concurrent('--rule *=off', () => {
  it('--rule *=off reports that the rules which explain an invalid record are off', async () => {
    const { stdout } = await runBuilt(['validate', '--rule', '*=off', 'a.ndjson'], {
      cwd: folderWith({ 'a.ndjson': log(GOOD, '{"a":') }),
    });
    expect(stdout).toMatch(/^✖ 1 of 2 records is invalid; the rules that explain why are off \(/);
  });
});
