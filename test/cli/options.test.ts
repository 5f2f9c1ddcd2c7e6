import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolders } from '../support/folders.js';
import { BAD, badLog, GOOD, goodRecord, log, WARNED } from '../support/records.js';
import { runBuilt } from '../support/run-built.js';

const folderWith = testFolders();

function run(cwd: string, ...args: string[]) {
  return runBuilt(['validate', ...args], { cwd });
}

/** The summary of a run, without how long it took. */
async function summaryOf(cwd: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(cwd, '-f', 'ndjson', ...args);
  const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { summary: Record<string, unknown> };
  return { ...summary, durationMs: 0 };
}

describe.concurrent('--max-warnings', () => {
  it.each([
    ['0', 1],
    ['1', 1],
    ['2', 0],
    ['3', 0],
  ])('--max-warnings %s on two warnings exits with %i', async (limit, code) => {
    const folder = folderWith({ 'log.ndjson': log(WARNED, GOOD, WARNED.replace('w1', 'w2')) });
    expect((await run(folder, '--max-warnings', limit, 'log.ndjson')).code).toBe(code);
  });

  it('--max-warnings does not allow an error', async () => {
    expect((await run(folderWith({ 'log.ndjson': log(BAD) }), '--max-warnings', '9', 'log.ndjson')).code).toBe(1);
  });
});

describe.concurrent('--quiet', () => {
  it('--quiet shows no warnings and counts them all', async () => {
    const folder = folderWith({ 'log.ndjson': log(WARNED, BAD) });
    const { stdout, code } = await run(folder, '-q', '-f', 'concise', 'log.ndjson');
    expect(stdout).toMatch(/^log\.ndjson:2:93: error: .+\n✖ 1 of 2 records is invalid: 1 error, 1 warning \(.+\)\n$/);
    expect(code).toBe(1);
    expect(await summaryOf(folder, 'log.ndjson', '-q')).toEqual(await summaryOf(folder, 'log.ndjson'));
  });

  it('--quiet does not change the exit code', async () => {
    const folder = folderWith({ 'log.ndjson': log(WARNED) });
    expect((await run(folder, '--quiet', '--max-warnings', '0', 'log.ndjson')).code).toBe(1);
    expect((await run(folder, '--quiet', 'log.ndjson')).code).toBe(0);
  });
});

describe.concurrent('--max-problems', () => {
  const folder = folderWith({ 'log.ndjson': badLog(250) });

  it.each(['pretty', 'concise'])('--max-problems limits what %s shows, not what it counts', async (format) => {
    const few = await run(folder, '-f', format, '--max-problems', '2', 'log.ndjson');
    const many = await run(folder, '-f', format, '--max-problems', '1000', 'log.ndjson');
    expect(few.code).toBe(1);
    expect(few.stdout.match(/conversationId is a number/g)).toHaveLength(2);
    expect(few.stdout.length).toBeLessThan(many.stdout.length);
    for (const { stdout } of [few, many]) expect(stdout).toContain('250 of 250 records are invalid: 250 errors');
  });

  it('--max-problems is 100 by default', async () => {
    const { stdout } = await run(folder, '-f', 'concise', 'log.ndjson');
    expect(stdout.match(/conversationId is a number/g)).toHaveLength(100);
    expect(stdout).toContain('150 more problems');
  });

  it.each(['json', 'ndjson'])('--max-problems does not limit %s', async (format) => {
    const { stdout } = await run(folder, '-f', format, '--max-problems', '0', 'log.ndjson');
    expect(stdout.match(/"rule":"schema\/type"/g)).toHaveLength(250);
  });
});

describe.concurrent('--format', () => {
  it('--format writes several reports at once, to stdout and to files', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD) });
    const formats = ['-f', 'pretty', '-f', 'json=report.json', '-f', 'concise=out.txt'];
    const { code, stdout } = await run(folder, ...formats, 'log.ndjson');
    expect(code).toBe(1);
    expect(stdout).toContain('hint: send it as a string');
    const { problems } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { problems: unknown[] };
    expect(problems).toHaveLength(1);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^log\.ndjson:1:93: error: /);
  });

  it.each([
    ['ndjson=out', ['out']],
    ['html=a.html', ['a.html']],
    ['json=a.json', ['a.json']],
  ])(
    '-f %s as the only report writes the result and the path to stderr, and nothing to stdout',
    async (format, files) => {
      const folder = folderWith({ 'log.ndjson': log(GOOD, BAD) });
      const { code, stdout, stderr } = await run(folder, '-f', format, 'log.ndjson');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^✖ 1 of 2 records is invalid: 1 error \(.*\)\ncopilot-events: wrote (\S+)\n$/);
      expect(stderr).toContain(files.join(', '));
      const quiet = await run(folder, '--quiet', '-f', format, 'log.ndjson');
      expect(quiet).toMatchObject({ code: 1, stdout: '' });
      expect(quiet.stderr).toMatch(/^✖ 1 of 2 records is invalid: 1 error \(.*\)\n$/);
    },
  );

  it('-f with a file as the only report writes nothing with --quiet if there are no errors', async () => {
    const folder = folderWith({ 'log.ndjson': log(GOOD) });
    const outcome = await run(folder, '--quiet', '-f', 'json=a.json', 'log.ndjson');
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('--format writes a report in a file without colour, even if stdout has colour', async () => {
    const folder = folderWith({ 'log.ndjson': log(BAD) });
    const { stdout } = await run(folder, '--color', '-f', 'concise', '-f', 'pretty=out', 'log.ndjson');
    expect(stdout).toContain('\u001b[31m');
    expect(readFileSync(join(folder, 'out'), 'utf8')).not.toContain('\u001b');
  });

  it.each([
    ['two reports to stdout', ['-f', 'pretty', '-f', 'json'], 'stdout'],
    ['two reports to one file', ['-f', 'json=a', '-f', 'pretty=./a'], 'would go to'],
    ['a report without a file name', ['-f', 'json='], 'names no file'],
  ])('--format refuses %s, and nothing is written', async (_, formats, message) => {
    const { code, stdout, stderr } = await run(folderWith({ 'log.ndjson': log(BAD) }), ...formats, 'log.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('hint: ');
  });

  it.each([
    ['a report', ['-f', 'json=log.ndjson']],
    ['the valid records', ['--valid-out', 'log.ndjson']],
    ['the invalid records', ['--invalid-out', './log.ndjson']],
  ])('%s cannot overwrite the log that is read', async (_, args) => {
    const folder = folderWith({ 'log.ndjson': log(GOOD, BAD) });
    const { code } = await run(folder, ...args, 'log.ndjson');
    expect(readFileSync(join(folder, 'log.ndjson'), 'utf8')).toBe(log(GOOD, BAD));
    expect(code).toBe(2);
  });

  // Where there is no room, a report must not look written. (/dev/full is there on Linux, where our CI runs.)
  it.each([
    ['a short report', 1],
    ['a long report', 20_000],
  ])('validate fails if %s cannot be written', async (_, count) => {
    const folder = folderWith({ 'log.ndjson': badLog(count) });
    const { code, stderr } = await run(folder, '-f', 'json=/dev/full', 'log.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write /dev/full: no space is left on the device');
  });

  it('validate fails if the folder of a report does not exist', async () => {
    const { code, stderr } = await run(folderWith({ 'log.ndjson': log(BAD) }), '-f', 'json=nope/r.json', 'log.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('nope');
  });
});

describe.concurrent('bad usage', () => {
  it.each([
    ['an unknown format', ['-f', 'jsn'], 'json'],
    ['an unknown rule', ['--rule', 'json/duplicate-kye=off'], 'did you mean json/duplicate-key?'],
    ['an unknown keyword', ['--rule', 'schema/requird=off'], 'did you mean schema/required?'],
    ['a pattern that names no rule', ['--rule', 'nope/*=off'], 'copilot-events explain lists the rules'],
    ['an unknown level', ['--rule', 'json/duplicate-key=warn'], 'error, warning, off'],
    ['a rule without a level', ['--rule', 'json/duplicate-key'], 'track/*=off'],
    ['an unknown flag', ['--max-warning', '3'], '--max-warnings'],
    ['an unknown input format', ['--input-format', 'ndjsn'], 'ndjson'],
    ['a word in place of a number', ['--max-warnings', 'few'], 'whole number'],
    ['a number below zero', ['--max-problems', '-1'], 'whole number'],
    ['a size of zero', ['--max-record-size', '0'], 'whole number'],
  ])('validate refuses %s with a suggestion', async (_, args, suggestion) => {
    const { code, stdout, stderr } = await run(folderWith({ 'log.ndjson': log(GOOD) }), ...args, 'log.ndjson');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(suggestion);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['a command', ['valdate', 'log.ndjson'], 'Did you mean validate?'],
    ['a command to help with', ['help', 'explian'], 'Did you mean explain?'],
    ['an option of send', ['send', '--write-kye', 'x'], '--write-key'],
    ['an option of emit', ['emit', '--usr-id', 'x'], 'Did you mean --user-id?'],
    ['an option of explain', ['explain', '--colour'], 'Did you mean --color?'],
    ['an option of completion', ['completion', '--hlp'], 'Did you mean --help?'],
    ['an option of the program', ['--versoin'], 'Did you mean --version?'],
  ])('%s that is mistyped is an error with a suggestion', async (_, argv, suggestion) => {
    const { code, stdout, stderr } = await runBuilt(argv, { cwd: folderWith() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(suggestion);
  });

  it('the program without a command shows the help', async () => {
    const { code, stdout, stderr } = await runBuilt([], { cwd: folderWith() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: copilot-events');
  });
});

describe.concurrent('--valid-out and --invalid-out', () => {
  it('--valid-out and --invalid-out hold the original records, byte for byte, one per line', async () => {
    const odd = `  ${GOOD.replace('"u1"', '"\\u00e9 é 😀"').replace(',"event"', ' ,\t"event"')}  `;
    const latin1 = Buffer.from(`${GOOD.replace('c1', 'caf\u00e9')}`, 'latin1');
    const folder = folderWith({
      'log.ndjson': Buffer.concat([
        Buffer.from(`${odd}\r\n\n${WARNED}\n`),
        latin1,
        Buffer.from(`\n{"type":\n\n${BAD}`),
      ]),
    });
    const { code } = await run(folder, '--valid-out', 'good', '--invalid-out', 'bad', 'log.ndjson');
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'good'), 'utf8')).toBe(log(odd, WARNED));
    const bad = Buffer.concat([latin1, Buffer.from(`\n{"type":\n${BAD}\n`)]);
    expect(readFileSync(join(folder, 'bad')).equals(bad)).toBe(true);
  });

  it('--valid-out and --invalid-out hold the elements of an array, one per line', async () => {
    const element = goodRecord('pretty');
    const folder = folderWith({ 'log.json': JSON.stringify([JSON.parse(element), JSON.parse(BAD)], null, 2) });
    await run(folder, '--valid-out', 'good', '--invalid-out', 'bad', 'log.json');
    for (const [file, record] of [
      ['good', element],
      ['bad', BAD],
    ] as const) {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      expect(lines).toHaveLength(2);
      expect(JSON.parse(lines[0] ?? '')).toEqual(JSON.parse(record));
    }
  });

  it('--invalid-out creates an empty file if all records are valid', async () => {
    const folder = folderWith({ 'log.ndjson': log(GOOD) });
    await run(folder, '--invalid-out', 'bad', 'log.ndjson');
    expect(readFileSync(join(folder, 'bad'), 'utf8')).toBe('');
  });
});

describe.concurrent('--rule', () => {
  const folder = folderWith({ 'log.ndjson': log(WARNED, BAD) });

  it.each([
    ['switches a rule off', ['call/missing-type=off'], { errors: 1, warnings: 0, invalid: 1 }],
    ['makes a warning an error', ['call/missing-type=error'], { errors: 2, warnings: 0, invalid: 2 }],
    ['makes an error a warning', ['schema/type=warning'], { errors: 0, warnings: 2, invalid: 0 }],
    ['accepts a pattern', ['*/*type=off'], { errors: 0, warnings: 0, invalid: 0 }],
    ['applies the last match', ['*=off', 'schema/type=error'], { errors: 1, warnings: 0, invalid: 1 }],
    ['keeps rules off that are off by default', ['*=error'], { errors: 2, warnings: 0, invalid: 2 }],
  ])('--rule %s', async (_, rules, expected) => {
    expect(await summaryOf(folder, ...rules.flatMap((rule) => ['--rule', rule]), 'log.ndjson')).toMatchObject(expected);
  });
});
