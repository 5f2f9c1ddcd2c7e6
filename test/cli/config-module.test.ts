import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { GOOD, log, WARNED } from '../support/records.js';
import { runBinary } from '../support/run-binary.js';

const folderWith = testFolders();
const MODULE = 'copilot-events.config.mjs';

function run(cwd: string, ...args: string[]) {
  return runBinary(['validate', '-f', 'concise', ...args], { cwd });
}

describe.concurrent('a config that is a module', () => {
  it('a config module is found in a parent folder, may use await, and resolves its files from there', async () => {
    const folder = folderWith({
      [MODULE]: `const strict = await Promise.resolve(true);
export default { files: ['logs'], maxWarnings: strict ? 0 : undefined, maxProblems: undefined };`,
      'logs/a.ndjson': log(WARNED),
      'sub/': '',
    });
    const { code, stderr } = await run(`${folder}/sub`);
    expect(code).toBe(1);
    expect(stderr).toContain('--max-warnings allows 0');
  });

  it('--print-config prints the settings of a config module', async () => {
    const folder = folderWith({
      [MODULE]: `export default { rules: { 'call/missing-type': 'off' }, maxProblems: 7 };`,
    });
    const { code, stdout } = await runBinary(['validate', '--print-config'], { cwd: folder });
    expect(code).toBe(0);
    const from = expect.stringContaining(MODULE);
    expect(JSON.parse(stdout)).toMatchObject({
      config: from,
      maxProblems: { value: 7, from },
      rules: { 'call/missing-type': { value: 'off', from } },
    });
  });

  it('--config reads the config module that it names', async () => {
    const folder = folderWith({ 'strict.mjs': 'export default { maxWarnings: 0 }', 'a.ndjson': log(WARNED) });
    expect((await run(folder, '--config', 'strict.mjs', 'a.ndjson')).code).toBe(1);
    const missing = await run(folder, '--config', 'nope.mjs', 'a.ndjson');
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('nope.mjs: it does not exist');
  });

  it('a config module beside a JSON config is an error', async () => {
    const folder = folderWith({ [MODULE]: 'export default {}', 'copilot-events.config.json': '{}' });
    const { code, stderr } = await run(folder);
    expect(code).toBe(2);
    expect(stderr).toContain('two configs lie side by side');
    expect(stderr).toContain('hint: ');
  });

  it.each([
    [
      'an unknown setting',
      'export default { maxWarning: 0 }',
      ': maxWarning is not a setting',
      'did you mean maxWarnings?',
    ],
    [
      'an unknown rule',
      `export default { rules: { 'track/mising': 'off' } }`,
      ': there is no rule track/mising',
      'hint: ',
    ],
    ['a string in place of a number', `export default { maxWarnings: '3' }`, ': maxWarnings is a string', 'an integer'],
    ['a function among the settings', 'export default { files: () => [] }', ': files is ', 'an array'],
    ['a list', 'export default []', ': the config is an array', 'an object'],
    ['a function', 'export default () => ({})', ': the config exports a function', 'hint: call it yourself'],
    ['no default export', 'export const config = {}', ': the config has no default export', 'export default'],
    [
      'a syntax error',
      'export default {\n  files: ,\n}',
      ': the config cannot be loaded: SyntaxError',
      'hint: node --check ',
    ],
    ['a thrown error', `\nthrow new Error('no such team')`, ':2:7: the config cannot be loaded: no such team', ''],
    [
      'an await that never ends',
      'await new Promise(() => {})\nexport default {}',
      ': the config cannot be loaded: an await in it never ends',
      '',
    ],
    ['an import of a missing file', `import './nope.mjs'`, ' the config cannot be loaded: ', 'nope.mjs'],
  ])('a config module with %s is an error that names file, key and fix', async (_, text, message, fix) => {
    const folder = folderWith({ [MODULE]: text, 'a.ndjson': log(GOOD) });
    const { code, stdout, stderr } = await run(folder, 'a.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${MODULE}${message.startsWith(' ') ? '' : message}`);
    expect(stderr).toContain(message);
    expect(stderr).toContain(fix);
    expect(stderr).not.toMatch(/^\s+at |defect of ours/m);
  });
});
