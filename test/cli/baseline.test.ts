import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BAD, badLog, GOOD, goodRecord, log, WARNED } from '../support/records.js';
import { runBuilt } from '../support/run-built.js';

const folderWith = testFolders();
const KNOWN = 'known.baseline';

function run(cwd: string, ...args: string[]) {
  return runBuilt(['validate', '-f', 'concise', ...args], { cwd });
}

/** A folder whose baseline knows three errors and one warning of its log. */
async function withBaseline(): Promise<string> {
  const folder = folderWith({ 'log.ndjson': log(BAD, GOOD, WARNED, BAD, BAD) });
  await run(folder, '--baseline', KNOWN, '--update-baseline', 'log.ndjson');
  return folder;
}

async function summaryOf(cwd: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await run(cwd, '-f', 'json=report.json', '--baseline', KNOWN, ...args, 'log.ndjson');
  expect(stdout).not.toBe('');
  return JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')).summary;
}

describe.concurrent('--update-baseline', () => {
  it('--update-baseline writes the problems it finds, one entry per line, and exits with 0', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD, WARNED, BAD) });
    const { code, stdout, stderr } = await run(folder, '--baseline', KNOWN, '--update-baseline', 'log.ndjson');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✔ 3 records, 2 invalid as before, 3 known problems \(.*\)\n$/);
    expect(stderr).toBe(`copilot-events: ${KNOWN} now holds 3 problems of 2 kinds (2 added, 0 changed, 0 dropped)\n`);
    expect(readFileSync(join(folder, KNOWN), 'utf8')).toBe(
      '{"rule":"call/missing-type","event":"Conversation Started","pointer":"/type","count":1}\n' +
        '{"rule":"schema/type","event":"Conversation Started","pointer":"/properties/conversationId","count":2}\n',
    );
    expect(readdirSync(folder).sort()).toEqual([KNOWN, 'log.ndjson']);
  });

  it('--update-baseline drops entries that are gone and updates counts that changed', async () => {
    const folder = await withBaseline();
    writeFileSync(join(folder, 'log.ndjson'), log(BAD, BAD));
    const { code, stderr } = await run(folder, '--baseline', KNOWN, '--update-baseline', 'log.ndjson');
    expect(code).toBe(0);
    expect(stderr).toContain('now holds 2 problems of 1 kind (0 added, 1 changed, 1 dropped)');
  });

  it('--update-baseline writes nothing if a log could not be read', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD), 'utf16.ndjson': Buffer.from('\ufeff{}', 'utf16le') });
    const args = ['--baseline', KNOWN, '--update-baseline', 'log.ndjson', 'utf16.ndjson'];
    const { code, stderr } = await run(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain('the baseline was not written');
    expect(existsSync(join(folder, KNOWN))).toBe(false);
  });

  it('--update-baseline does not overwrite a file that is not a baseline', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD), other: log(GOOD) });
    const { code } = await run(folder, '--baseline', 'other', '--update-baseline', 'log.ndjson');
    expect(code).toBe(2);
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe(log(GOOD));
  });

  it('--update-baseline without --baseline is refused with a hint', async () => {
    const { code, stderr } = await run(folderWith({ 'log.ndjson': log(BAD) }), '--update-baseline', 'log.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('hint: name its file: --baseline ');
  });
});

describe.concurrent('--baseline', () => {
  it('--baseline leaves out known problems, wherever they are in the log now', async () => {
    const folder = await withBaseline();
    writeFileSync(join(folder, 'log.ndjson'), log(GOOD, goodRecord('c2'), WARNED, BAD, goodRecord('c3'), BAD, BAD));
    const { code, stdout, stderr } = await run(folder, '--baseline', KNOWN, '--max-warnings', '0', 'log.ndjson');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✔ 7 records, 3 invalid as before, 4 known problems \(.*\)\n$/);
  });

  it('--baseline fails for a new problem, and shows only that one', async () => {
    const folder = await withBaseline();
    const fresh = goodRecord().replace('"c1"', '""');
    writeFileSync(join(folder, 'log.ndjson'), log(BAD, fresh, WARNED, BAD, BAD));
    const { code, stdout } = await run(folder, '--baseline', KNOWN, 'log.ndjson');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^log\.ndjson:2:93: error: .* \[schema\/min-length\]\n✖ 4 of 5 records are invalid: 1 new error, 4 known problems \(.*\)\n$/,
    );
  });

  it('--baseline fails for a problem that became more frequent, and reports by how much', async () => {
    const folder = await withBaseline();
    writeFileSync(join(folder, 'log.ndjson'), badLog(1203) + log(WARNED, WARNED));
    const { code, stdout, stderr } = await run(folder, '--baseline', KNOWN, '--max-problems', '1', 'log.ndjson');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^log\.ndjson:4:93: error: /);
    expect(stderr.split('\n')).toEqual([
      `copilot-events: 1 more than the 1 in ${KNOWN}: call/missing-type at type of Conversation Started`,
      `copilot-events: 1,200 more than the 3 in ${KNOWN}: schema/type at properties.conversationId of Conversation Started`,
      '',
    ]);
  });

  it('--baseline reports entries that are gone or less frequent, except with --quiet', async () => {
    const folder = await withBaseline();
    writeFileSync(join(folder, 'log.ndjson'), log(BAD));
    const { code, stderr } = await run(folder, '--baseline', KNOWN, 'log.ndjson');
    expect(code).toBe(0);
    expect(stderr).toContain(`in ${KNOWN}, 1 entry is no longer found, and 1 entry is found less often; `);
    expect((await run(folder, '--baseline', KNOWN, '-q', 'log.ndjson')).stderr).toBe('');
  });

  it('the JSON summary counts the problems known to the baseline apart from the others', async () => {
    const folder = await withBaseline();
    writeFileSync(join(folder, 'log.ndjson'), log(BAD, BAD, BAD, BAD, GOOD));
    expect(await summaryOf(folder)).toMatchObject({
      records: 5,
      valid: 1,
      invalid: 4,
      errors: 1,
      warnings: 0,
      byRule: { 'schema/type': 1 },
      baseline: { known: 3, grown: 1, fewer: 0, gone: 1 },
    });
    expect(await summaryOf(folder, '--no-baseline')).toMatchObject({ errors: 4, byRule: { 'schema/type': 4 } });
    expect(await summaryOf(folder, '--no-baseline')).not.toHaveProperty('baseline');
  });

  it('--baseline does not change which records are valid', async () => {
    const folder = await withBaseline();
    await run(folder, '--baseline', KNOWN, '--valid-out', 'good', '--invalid-out', 'bad', 'log.ndjson');
    expect(readFileSync(join(folder, 'good'), 'utf8')).toBe(log(GOOD, WARNED));
    expect(readFileSync(join(folder, 'bad'), 'utf8')).toBe(log(BAD, BAD, BAD));
  });

  it('the baseline in the config is resolved from its folder, and is not read as a log', async () => {
    const config = { baseline: 'logs/known.ndjson', files: ['logs'] };
    const folder = folderWith({
      'copilot-events.config.json': JSON.stringify(config),
      'logs/a.ndjson': log(BAD),
      'sub/': '',
    });
    expect((await run(join(folder, 'sub'), '--update-baseline')).code).toBe(0);
    expect(existsSync(join(folder, 'logs/known.ndjson'))).toBe(true);
    expect((await run(join(folder, 'sub'))).code).toBe(0);
    expect((await run(join(folder, 'sub'), '--update-baseline')).code).toBe(0);
    const without = await run(join(folder, 'sub'), '--no-baseline', '../logs/a.ndjson');
    expect(without.code).toBe(1);
    const { stdout } = await runBuilt(['validate', '--print-config'], { cwd: folder });
    expect(JSON.parse(stdout).baseline).toMatchObject({ value: 'logs/known.ndjson' });
  });

  it.each([
    ['does not exist', undefined, 'the baseline known.baseline does not exist', '--update-baseline creates it'],
    ['is broken', '\n<<<<<<< ours\n', 'known.baseline:2: a merge was left in conflict', 'hint: keep the lines'],
    ['is a file of another kind', '[]\n', 'known.baseline:1: this line is not an entry', 'hint: an entry is'],
  ])('validate fails if the baseline %s', async (_, text, message, fix) => {
    const folder = folderWith({ 'log.ndjson': log(GOOD), ...(text === undefined ? {} : { [KNOWN]: text }) });
    const { code, stdout, stderr } = await run(folder, '--baseline', KNOWN, 'log.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(fix);
  });
});
