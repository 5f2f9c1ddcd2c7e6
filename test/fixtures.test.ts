import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaRule } from '../src/problem/finding.js';
import { CATALOG } from '../src/rules/catalog.js';
import { ALL_PARTS } from './schemas/schema-files.js';
import { allCases, ruleCases } from './support/cases.js';
import { expectCase, problemsIn } from './support/expect-case.js';
import { readGolden } from './support/golden.js';
import type { Run } from './support/outcome.js';
import { runInProcess } from './support/run-in-process.js';

describe('fixtures, in this process', () => {
  it.each(allCases().map((one) => [one.name, one] as const))('%s has the expected result in this process', (_, one) =>
    expectCase(one, runInProcess),
  );
});

describe('fixtures, past the building of objects', () => {
  const scanning: Run = (argv, surroundings) =>
    runInProcess(argv, { ...surroundings, env: { ...surroundings.env, COPILOT_EVENTS_SCAN: 'always' } });
  it.each(allCases().map((one) => [one.name, one] as const))('%s has the expected result with the scanner', (_, one) =>
    expectCase(one, scanning),
  );
});

/**
 * Keywords that can fail and have a `schema/*` rule. `const` and `enum` cannot: type and event are what a record was routed
 * by. `anyOf` stands only in the identity of the envelope, of which call/missing-identity speaks.
 */
const ASSERTING =
  /^(?:type|required|format|pattern|min\w+|max\w+|exclusive\w+|multipleOf|additional\w+|contains|not|if|oneOf|dependencies|uniqueItems|propertyNames)$/;

function keywordsOfRecordSchemas(): Set<string> {
  const parts = ALL_PARTS.filter(({ file }) => /^(?:calls|events|envelope)/.test(file));
  const keywords = parts.flatMap(({ schema }) => Object.keys(schema));
  return new Set(keywords.filter((keyword) => ASSERTING.test(keyword)));
}

describe('rules', () => {
  const known = ruleCases();
  const rules = known.map(({ rule }) => rule);

  it('every rule and every schema keyword has a folder of good and bad records', () => {
    // Those about requests are broken by no file; test/listen/request-rules.test.ts shows them.
    const ofRecords = Object.keys(CATALOG).filter((rule) => !rule.startsWith('request/'));
    const wanted = [...ofRecords, ...[...keywordsOfRecordSchemas()].map(schemaRule)];
    expect(rules.toSorted()).toEqual(wanted.toSorted());
  });

  it.each(known.map(({ rule, folder }) => [rule, folder] as const))(
    'the bad records of %s show the rule at least three times',
    (rule, folder) => {
      const golden = readGolden(join(folder, 'bad.expected.ndjson')).replace(/\{"exit".*\n$/, '');
      const found = problemsIn(golden).filter((problem) => problem['rule'] === rule);
      expect(found.length).toBeGreaterThanOrEqual(3);
      expect(readFileSync(join(folder, 'good.ndjson')).length).toBeGreaterThan(0);
    },
  );
});

interface Summary {
  readonly records: number;
  readonly valid: number;
  readonly invalid: number;
  readonly errors: number;
  readonly warnings: number;
  readonly byEvent: Readonly<Record<string, number>>;
  readonly byRule: Readonly<Record<string, number>>;
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);

describe('goldens', () => {
  const goldens = allCases().flatMap(({ name, golden }) => (golden === undefined ? [] : [[name, golden] as const]));

  it.each(goldens)('the counts of the golden file of %s add up', (_, golden) => {
    const lines = readGolden(golden).trimEnd().split('\n');
    const { exit } = JSON.parse(lines.pop() ?? '') as { exit: number };
    const { summary } = JSON.parse(lines.pop() ?? '') as { summary: Summary };
    const problems = problemsIn(lines.join('\n'));
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(summary.valid + summary.invalid).toBe(summary.records);
    expect(summary.invalid).toBe(new Set(errors.map(({ file, record }) => JSON.stringify([file, record]))).size);
    expect(summary).toMatchObject({ errors: errors.length, warnings: problems.length - errors.length });
    expect(sum(summary.byRule)).toBe(problems.length);
    expect(sum(summary.byEvent)).toBe(summary.records);
    if (exit !== 2) expect(exit).toBe(errors.length > 0 ? 1 : 0);
  });
});
