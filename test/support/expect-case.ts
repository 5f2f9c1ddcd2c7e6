import { expect } from 'vitest';
import type { Case } from './cases.js';
import { runCase } from './cases.js';
import { readGolden, toGolden } from './golden.js';
import type { Run } from './outcome.js';

/** The problems of a report in the format ndjson, without its last line, the summary. */
export function problemsIn(report: string): Record<string, unknown>[] {
  return report
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"summary"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs a case and holds it against its golden; one without a golden holds good records only. */
export async function expectCase(one: Case, run: Run): Promise<void> {
  const outcome = await runCase(one, run);
  if (one.golden !== undefined) {
    expect(toGolden(outcome)).toBe(readGolden(one.golden));
    return;
  }
  expect(problemsIn(outcome.stdout)).toEqual([]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout).toMatch(/^\{"summary":\{"files":1,"records":[1-9]/);
}
