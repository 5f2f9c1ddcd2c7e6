import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../../src/scan/parallel/block-scanner.js';
import { oddLog } from '../scan/odd-log.js';
import { runBinary } from '../support/run-binary.js';
import { runBuilt } from '../support/run-built.js';

describe('validate with several threads', () => {
  let folder: string;
  const seed = Date.now() % 2 ** 31;
  let workers = 0;
  const countWorker = () => workers++;
  beforeAll(() => {
    process.on('worker', countWorker);
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    // Most records of the first log need the full check, and few of the second.
    const odd = oddLog(seed, { lines: 1000 });
    const plain = oddLog(seed + 1, { rare: 8 });
    writeFileSync(join(folder, 'odd.ndjson'), odd);
    writeFileSync(join(folder, 'plain.ndjson'), plain);
    writeFileSync(join(folder, 'odd.ndjson.gz'), gzipSync(odd));
    writeFileSync(join(folder, 'odd.json'), odd);
    const half = odd.subarray(0, odd.indexOf('\n', odd.length / 2) + 1);
    // The same log as it lies in odd places: behind a byte order mark, and without a line feed at its end.
    const marked = Buffer.concat([Buffer.from('\ufeff'), plain]);
    writeFileSync(join(folder, 'marked.ndjson'), marked.subarray(0, marked.lastIndexOf('}') + 1));
    // More records than there is room for their answers.
    writeFileSync(join(folder, 'tiny.ndjson'), '{"type":"page","userId":"u1"}\n{"type":"track"}\n'.repeat(20_000));
    // Lines that are too long for a worker: one between others, one without a line feed at the end.
    const long = `{"type":"track","event":"Message Sent","userId":"u1","text":"${'x'.repeat(900_000)}"}\n`;
    writeFileSync(join(folder, 'long.ndjson'), Buffer.concat([half, Buffer.from(long), half]));
    writeFileSync(join(folder, 'last.ndjson'), Buffer.concat([half, Buffer.from(long.trim())]));
    // The last line begins in one block, and ends in the next one, without a line feed.
    const lastLine = '{"type":"page","userId":"u1","name":"the last one"}';
    const blanks = ' '.repeat(2 * BLOCK_BYTES - (half.length % BLOCK_BYTES) - lastLine.length / 2 - 1);
    writeFileSync(join(folder, 'split.ndjson'), Buffer.concat([half, Buffer.from(`${blanks}\n${lastLine}`)]));
    const own = { properties: { event: { const: 'Own Event 7' }, properties: { required: ['no'] } } };
    writeFileSync(join(folder, 'own.json'), JSON.stringify(own));
  });
  afterAll(() => {
    process.off('worker', countWorker);
    rmSync(folder, { recursive: true });
  });

  /** Runs validate, in this process unless a program is started for it, and counts the workers of this process. */
  const report = async (argv: readonly string[], scan: string, { run = runBuilt, stdin = Buffer.alloc(0) } = {}) => {
    const outputs = ['--valid-out', 'valid.ndjson', '--invalid-out', 'invalid.ndjson'];
    const all = ['validate', '--no-config', '-f', 'ndjson', ...outputs, ...argv];
    workers = 0;
    const { code, stdout } = await run(all, { cwd: folder, env: { COPILOT_EVENTS_SCAN: scan }, stdin });
    return {
      code,
      lines: stdout.replace(/"durationMs":\d+/, '"durationMs":0').split('\n'),
      workers,
      valid: readFileSync(join(folder, 'valid.ndjson')),
      invalid: readFileSync(join(folder, 'invalid.ndjson')),
    };
  };

  it.each([
    ['of a log of faults', ['odd.ndjson'], [2]],
    ['of a log of few faults', ['plain.ndjson'], [2]],
    ['of several logs', ['odd.ndjson', 'plain.ndjson', 'odd.ndjson'], [7]],
    ['of a log with a byte order mark and without a last line feed', ['marked.ndjson'], [2]],
    ['of a log whose last line begins in an earlier block and has no line feed', ['split.ndjson'], [2]],
    ['of a log of tiny records', ['tiny.ndjson', '--max-problems', '10'], [2]],
    ['of a log that ends with a line beyond all measure', ['last.ndjson'], [2]],
    ['of a log with a line beyond all measure', ['long.ndjson'], [3]],
    ['with short records only', ['odd.ndjson', '--max-record-size', '1024'], [4]],
    ['with a rule that the scanner knows nothing of', ['odd.ndjson', '--rule', 'privacy/*=warning'], [3]],
    ['with an own schema and values shown', ['odd.ndjson', '--schema', 'own.json', '--show-values'], [2]],
    [
      'with every rule of conversations on',
      [
        'odd.ndjson',
        'plain.ndjson',
        '--rule',
        'conversation/out-of-order=warning',
        '--rule',
        'conversation/never-ended=error',
      ],
      // An error that is known at the end makes validate read the files again; the workers are the same.
      [2],
    ],
  ] as const)('several threads give the same report as one thread, %s', async (_, argv, numbers) => {
    const one = await report([...argv, '--jobs', '1'], 'off');
    expect(one.lines.length).toBeGreaterThan(50);
    expect(one.code).toBe(1);
    // With one thread, test/scan/same-report.test.ts compares the scanner with the full check.
    for (const jobs of numbers) {
      const several = await report([...argv, '--jobs', `${jobs}`], 'always');
      expect(several.workers).toBe(jobs - 1);
      // Compared line by line, so that a failure shows what differs and not megabytes.
      expect(several.lines.filter((line, index) => line !== one.lines[index]).slice(0, 3), `seed ${seed}`).toEqual([]);
      expect({ code: several.code, lines: several.lines.length }).toEqual({ code: one.code, lines: one.lines.length });
      expect(several.valid.equals(one.valid) && several.invalid.equals(one.invalid), `seed ${seed}`).toBe(true);
    }
  });

  it.each([
    ['a packed log', ['odd.ndjson.gz']],
    ['a log whose name does not promise lines', ['odd.json']],
  ])('validate starts no worker for %s, and gives the same report', async (_, argv) => {
    const one = await report([...argv, '--jobs', '1'], 'off');
    const several = await report([...argv, '--jobs', '3'], 'always');
    expect(several.workers).toBe(0);
    expect(several.lines).toEqual(one.lines);
    expect(several.valid.equals(one.valid)).toBe(true);
  });

  it('validate gives the same report for stdin with several threads as with one and without the scanner', async () => {
    const stdin = readFileSync(join(folder, 'odd.ndjson'));
    const argv = ['--input-format', 'ndjson', '-'];
    const one = await report([...argv, '--jobs', '1'], 'off', { stdin });
    const two = await report([...argv, '--jobs', '2'], 'always', { run: runBinary, stdin });
    expect(two.lines).toEqual(one.lines);
    expect(two.valid.equals(one.valid)).toBe(true);
  });

  it('validate starts no worker for a small log', async () => {
    const { workers, code } = await report(['odd.ndjson', '--jobs', '4'], 'auto');
    expect({ workers, code }).toEqual({ workers: 0, code: 1 });
  });
});
