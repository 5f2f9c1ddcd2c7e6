import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aProblem, REPEATED, reportOf } from '../support/problems.js';
import { reportCases, runReport } from '../support/report-cases.js';
import { junitFaults } from '../support/report-readers.js';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';

const SARIF_SCHEMA = `${ROOT}test/report/published-schemas/sarif-2.1.0-rtm.5.json`;

/** What the published schema says against SARIF documents, by their names; starting the validator takes longest. */
function sarifFaults(documents: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'copilot-events-sarif-'));
  try {
    const files = Object.entries(documents).map(([name, text]) => {
      const path = join(folder, `${name.replaceAll(' ', '-')}.json`);
      writeFileSync(path, text);
      return path;
    });
    const require = createRequire(import.meta.url);
    const cli = join(dirname(require.resolve('@sourcemeta/jsonschema/package.json')), 'npm/cli.js');
    const args = [cli, 'validate', SARIF_SCHEMA, ...files, '--format-assertion'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return status === 0 ? '' : `${stdout}${stderr}`.slice(0, 3000) || `exit ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const manyProblems = Array.from({ length: 6000 }, (_, index) => aProblem({ line: index + 1 }));

async function documentsOf(format: 'sarif' | 'junit'): Promise<Record<string, string>> {
  const documents: Record<string, string> = {
    related: reportOf(format, [REPEATED, aProblem()]),
    capped: reportOf(format, manyProblems),
    elsewhere: reportOf(format, [aProblem({ file: '/var/log/a b.ndjson' }), aProblem({ file: 'C:/logs/a.ndjson' })]),
    'off by default': reportOf(format, [aProblem({ rule: 'track/missing-message-id', severity: 'warning' })]),
  };
  for (const one of reportCases().filter((known) => known.format === format)) {
    documents[one.name] = (await runReport(one, runInProcess)).stdout;
  }
  return documents;
}

describe('the schema that OASIS publishes for SARIF 2.1.0', () => {
  it('the schema that OASIS publishes for SARIF 2.1.0 accepts every SARIF report', async () => {
    expect(sarifFaults(await documentsOf('sarif'))).toBe('');
  });

  it.each([
    ['a column of 0', '"startColumn":10', '"startColumn":0'],
    ['an unknown level', '"level":"error"', '"level":"bad"'],
    ['a rule without an id', '"id":"schema/type",', ''],
    ['a key of our own', '"ruleIndex"', '"ruleNumber"'],
  ])('the schema that OASIS publishes for SARIF 2.1.0 rejects %s', (_, ours, wrong) => {
    const report = reportOf('sarif', [aProblem()]);
    expect(report).toContain(ours);
    expect(sarifFaults({ wrong: report.replace(ours, wrong) })).not.toBe('');
  });
});

describe('the schema that Jenkins publishes for JUnit', () => {
  it('the schema that Jenkins publishes for JUnit accepts every JUnit report', async () => {
    for (const [name, document] of Object.entries(await documentsOf('junit'))) {
      expect([name, await junitFaults(document)]).toEqual([name, []]);
    }
  });

  it.each([
    ['an attribute of our own', ' classname=', ' rule='],
    ['an element in the wrong place', '<failure', '<testcase/><failure'],
    ['text that is not escaped', 'a number is needed', 'a <number is needed'],
  ])('the schema that Jenkins publishes for JUnit rejects %s', async (_, ours, wrong) => {
    const report = reportOf('junit', [aProblem()]);
    expect(report).toContain(ours);
    expect(await junitFaults(report.replace(ours, wrong))).not.toEqual([]);
  });
});
