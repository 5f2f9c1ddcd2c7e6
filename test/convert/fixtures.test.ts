import { describe, expect, it } from 'vitest';
import type { ConvertSummary } from '../../src/convert/account.js';
import { convertCases, runConvertCase, toConvertGolden } from '../support/convert-cases.js';
import { readGolden } from '../support/golden.js';
import { runInProcess } from '../support/run-in-process.js';

describe.each(convertCases())('convert $name', (one) => {
  it(`convert ${one.name} gives its golden, and nothing that must not become an event`, async () => {
    const outcome = await runConvertCase(one, runInProcess);
    expect(toConvertGolden(outcome)).toBe(readGolden(one.golden));
    expect(outcome.stdout).not.toContain('CANARY');
    if (outcome.code === 2) return;
    const options = ['--no-config', '--rule', 'conversation/out-of-order=error', '-f', 'ndjson'];
    const { stdout } = await runInProcess(['validate', '-', ...options], {
      cwd: one.folder,
      stdin: Buffer.from(outcome.stdout),
    });
    expect(stdout.split('\n').filter((line) => line.includes('"rule"'))).toEqual([]);
  });

  it(`convert ${one.name} accounts for all that it read`, async () => {
    const { code, stdout } = await runConvertCase(one, runInProcess, '--dry-run', '-f', 'json');
    if (code === 2) return;
    const { parts, events, added, leftOut } = (JSON.parse(stdout) as { summary: ConvertSummary }).summary;
    const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
    expect(events - added + left).toBe(parts);
  });
});
