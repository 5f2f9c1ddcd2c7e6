import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWith } from '../support/run-in-process.js';
import { oddLog } from './odd-log.js';

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

describe('the report', () => {
  let folder: string;
  const seed = Date.now() % 2 ** 31;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'copilot-events-'));
    const bytes = oddLog(seed);
    writeFileSync(join(folder, 'log.ndjson'), bytes);
    const whole = bytes.toString().split(/\r?\n/).filter(isJson);
    writeFileSync(join(folder, 'array.json'), `[ ${whole.join(',\r\n\n ')}]`);
    writeFileSync(join(folder, 'batch.json'), `{"batch": [${whole.join(', ')}]}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const report = async (argv: readonly string[], scan: string, pieceSize?: number) => {
    const stdin = pieceSize === undefined ? undefined : readFileSync(join(folder, 'log.ndjson'));
    const outputs = ['--valid-out', 'valid.ndjson', '--invalid-out', 'invalid.ndjson'];
    const all = ['validate', '--no-config', '-f', 'ndjson', ...outputs, ...argv];
    const run = runWith(pieceSize === undefined ? {} : { pieceSize });
    const env = { COPILOT_EVENTS_SCAN: scan };
    const outcome = await run(all, { cwd: folder, env, ...(stdin === undefined ? {} : { stdin }) });
    return {
      ...outcome,
      stdout: outcome.stdout.replace(/"durationMs":\d+/, '"durationMs":0'),
      valid: readFileSync(join(folder, 'valid.ndjson')),
      invalid: readFileSync(join(folder, 'invalid.ndjson')),
    };
  };

  it.each([
    ['of a file', ['log.ndjson'], undefined],
    ['of an array', ['array.json'], undefined],
    ['of a batch', ['batch.json'], undefined],
    ['of a stream in small pieces', ['--input-format', 'ndjson', '-'], 1000],
    ['of a stream in large pieces', ['--input-format', 'ndjson', '-'], 300_000],
    ['with short records only', ['log.ndjson', '--max-record-size', '1024'], undefined],
    [
      'with every rule of conversations on',
      ['log.ndjson', '--rule', 'conversation/out-of-order=warning', '--rule', 'conversation/never-ended=error'],
      undefined,
    ],
    ['with the warnings off', ['log.ndjson', '--rule', 'property/*=off', '--rule', 'segment/*=off'], undefined],
  ] as const)('the report is the same with and without the scanner, %s', async (_, argv, pieceSize) => {
    const slow = await report(argv, 'off', pieceSize);
    const fast = await report(argv, 'always', pieceSize);
    expect(fast.stderr).toBe(slow.stderr);
    // Compared as one, so that a failure shows what differs and not megabytes.
    const slowLines = slow.stdout.split('\n');
    const differing = fast.stdout.split('\n').filter((line, index) => line !== slowLines[index]);
    expect(differing.slice(0, 3), `seed ${seed}`).toEqual([]);
    expect(fast.stdout === slow.stdout && fast.code === slow.code, `seed ${seed}`).toBe(true);
    expect(fast.valid.equals(slow.valid) && fast.invalid.equals(slow.invalid), `seed ${seed}`).toBe(true);
    expect(slow.valid.length).toBeGreaterThan(10_000);
  });
});
