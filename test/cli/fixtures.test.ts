import { describe, expect, it } from 'vitest';
import { allCases } from '../support/cases.js';
import { expectCase } from '../support/expect-case.js';
import { readGolden } from '../support/golden.js';
import { reportCases, runReport, toReportGolden } from '../support/report-cases.js';
import { runBinary } from '../support/run-binary.js';
import { runBuilt } from '../support/run-built.js';

// The same tables as in test/fixtures*.test.ts, held against the same goldens: what is built is what was tested.
describe('fixtures, as built', () => {
  it.each(allCases().map((one) => [one.name, one] as const))('%s has the expected result as built', (_, one) =>
    expectCase(one, runBuilt),
  );
});

describe('reports, as built', () => {
  it.each(reportCases().map((one) => [one.name, one] as const))(
    'what is built writes %s like its golden file',
    async (_, one) => expect(toReportGolden(await runReport(one, runBuilt))).toBe(readGolden(one.golden)),
  );
});

describe.concurrent('fixtures, through the binary', () => {
  // Of each way in which a log comes to the binary, one.
  const ways =
    /^input\/(?:json-array|ndjson-bom|ndjson-invalid-utf8|gz-ndjson|several-files|stdin-.*)$|^own-events\/tracking-plan$/;
  const chosen = allCases().filter(({ name }) => ways.test(name));

  it('cases of each way in which a log comes to the binary are there', () => {
    expect(chosen.length).toBeGreaterThan(8);
  });

  it.each(chosen.map((one) => [one.name, one] as const))('%s has the expected result through the binary', (_, one) =>
    expectCase(one, runBinary),
  );
});
