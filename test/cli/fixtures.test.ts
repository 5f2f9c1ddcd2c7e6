import { describe, expect, it } from 'vitest';
import { allCases } from '../support/cases.js';
import { expectCase } from '../support/expect-case.js';
import { readGolden } from '../support/golden.js';
import { reportCases, runReport, toReportGolden } from '../support/report-cases.js';
import { runBinary } from '../support/run-binary.js';

// The same tables as in test/fixtures*.test.ts, held against the same goldens: what is built is what was tested.
describe.concurrent('fixtures, through the binary', () => {
  it.each(allCases().map((one) => [one.name, one] as const))('%s', (_, one) => expectCase(one, runBinary));
});

describe.concurrent('reports, through the binary', () => {
  it.each(reportCases().map((one) => [one.name, one] as const))(
    'the binary writes %s like its golden file',
    async (_, one) => expect(toReportGolden(await runReport(one, runBinary))).toBe(readGolden(one.golden)),
  );
});
