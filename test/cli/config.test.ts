import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BAD, GOOD, log, WARNED } from '../support/records.js';
import { runBinary } from '../support/run-binary.js';

const folderWith = testFolders();
const CONFIG = 'copilot-events.config.json';

function run(cwd: string, ...args: string[]) {
  return runBinary(['validate', '-f', 'concise', ...args], { cwd });
}

describe.concurrent('the config', () => {
  it('is found upwards, and its files are relative to it', async () => {
    const folder = folderWith({
      [CONFIG]: JSON.stringify({ files: ['logs'], rules: { 'call/missing-type': 'error' } }),
      'logs/a.ndjson': log(WARNED),
      'sub/deep/': '',
    });
    const { code, stdout } = await run(`${folder}/sub/deep`);
    expect(code).toBe(1);
    expect(stdout).toContain('../../logs/a.ndjson:1:1: error: type is missing');
  });

  it('that is nearest counts alone', async () => {
    const folder = folderWith({
      [CONFIG]: JSON.stringify({ rules: { 'call/missing-type': 'error' } }),
      [`sub/${CONFIG}`]: '{}',
      'sub/a.ndjson': log(WARNED),
    });
    expect((await run(`${folder}/sub`, 'a.ndjson')).code).toBe(0);
  });

  it('yields to the command line', async () => {
    const config = { files: ['bad.ndjson'], rules: { 'call/missing-type': 'error' }, maxWarnings: 0 };
    const folder = folderWith({ [CONFIG]: JSON.stringify(config), 'bad.ndjson': log(BAD), 'a.ndjson': log(WARNED) });
    expect((await run(folder, 'a.ndjson')).code).toBe(1);
    expect((await run(folder, 'a.ndjson', '--rule', 'call/missing-type=warning')).code).toBe(1);
    const args = ['--rule', 'call/missing-type=warning', '--max-warnings', '5'];
    expect((await run(folder, 'a.ndjson', ...args)).code).toBe(0);
    expect((await run(folder, 'a.ndjson', '--no-config')).code).toBe(0);
  });

  it('may be named, and then must be there', async () => {
    const folder = folderWith({ 'c/strict.json': '{"maxWarnings": 0}', [CONFIG]: '{broken', 'a.ndjson': log(WARNED) });
    expect((await run(folder, '--config', 'c/strict.json', 'a.ndjson')).code).toBe(1);
    const missing = await run(folder, '--config', 'c/nope.json', 'a.ndjson');
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('c/nope.json: it does not exist');
  });

  it('may start with a byte order mark', async () => {
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
    ['a number that is none', '{"maxWarnings": "3"}', ':1:17: ', 'maxWarnings', 'integer'],
    ['a number too small', '{"maxWarnings": -1}', ':1:17: ', 'maxWarnings', '0'],
    ['files that are no list', '{"files": "logs"}', ':1:11: ', 'files', 'array'],
    ['a list in place of settings', '[]', ':1:1: ', 'config', 'object'],
    ['a comma too many', '{"maxWarnings": 3,}', ':1:18: ', 'comma', 'remove'],
    ['nothing at all', '', ':1:1: ', 'missing', 'hint'],
  ])('with %s is a failure that names file, place, key and fix', async (_, text, place, key, fix) => {
    const folder = folderWith({ [CONFIG]: text, 'a.ndjson': log(GOOD) });
    const { code, stdout, stderr } = await run(folder, 'a.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${CONFIG}${place}`);
    expect(stderr).toContain(key);
    expect(stderr).toContain(fix);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
