import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CappedProblems, DOCUMENT_LIMIT } from '../../src/report/capped-problems.js';
import { aProblem, reportOf } from '../support/problems.js';

/** A problem of one of so many kinds. */
const problemOf = (kind: number, line: number) =>
  aProblem({
    line,
    rule: kind < 3 ? 'schema/type' : 'property/misplaced',
    severity: kind < 3 ? 'error' : 'warning',
    pointer: `/properties/field${kind}`,
  });

function capped(limit: number, kinds: readonly number[]) {
  const problems = new CappedProblems(limit);
  kinds.forEach((kind, index) => {
    problems.add(problemOf(kind, index + 1), 0);
  });
  return problems;
}

describe('capped problems', () => {
  const someKinds = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 });
  const someLimit = fc.integer({ min: 1, max: 20 });

  it('CappedProblems keeps as many problems as its limit allows, in the order of the log, and none of them twice', () => {
    fc.assert(
      fc.property(someLimit, someKinds, (limit, kinds) => {
        const problems = capped(limit, kinds);
        const lines = problems.inOrder().map(({ line }) => line);
        expect(problems.total).toBe(kinds.length);
        expect(problems.shown).toBe(Math.min(limit, kinds.length));
        expect(lines).toHaveLength(problems.shown);
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      }),
    );
  });

  it('CappedProblems keeps errors before warnings, and the first problems of every kind', () => {
    fc.assert(
      fc.property(someLimit, someKinds, (limit, kinds) => {
        const shown = capped(limit, kinds).inOrder();
        const errors = kinds.filter((kind) => kind < 3).length;
        expect(shown.filter(({ severity }) => severity === 'error')).toHaveLength(Math.min(limit, errors));
        for (const kind of new Set(kinds)) {
          const all = kinds.flatMap((one, index) => (one === kind ? [index + 1] : []));
          const kept = shown.filter(({ pointer }) => pointer === `/properties/field${kind}`).map(({ line }) => line);
          expect(kept).toEqual(all.slice(0, kept.length));
        }
      }),
    );
  });

  it('CappedProblems shares its room among kinds: no kind gives way while another one has more', () => {
    fc.assert(
      fc.property(someLimit, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 60 }), (limit, kinds) => {
        const shown = capped(limit, kinds).inOrder();
        const keptOf = (kind: number) => shown.filter(({ pointer }) => pointer === `/properties/field${kind}`).length;
        const most = Math.max(...[0, 1, 2].map(keptOf));
        for (const kind of new Set(kinds)) {
          const all = kinds.filter((one) => one === kind).length;
          if (keptOf(kind) < all) expect(keptOf(kind)).toBeGreaterThanOrEqual(most - 1);
        }
      }),
    );
  });
});

describe('a document that cannot hold all problems', () => {
  const many = Array.from({ length: 3 * DOCUMENT_LIMIT }, (_, index) => problemOf(0, index + 1));
  const problems = [...many, problemOf(5, 20_000), problemOf(1, 20_001)];
  const total = /5,000 of 15,002 problems are shown/;

  it('a SARIF report that cannot hold all problems has a notification, and includes a late kind of error', () => {
    const [run] = JSON.parse(reportOf('sarif', problems)).runs;
    expect(run.results).toHaveLength(DOCUMENT_LIMIT);
    expect(run.results.at(-1).properties.pointer).toBe('/properties/field1');
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(total);
    expect(run.properties).toMatchObject({ shown: 5000, found: 15_002, errors: 15_001, warnings: 1 });
  });

  it('a SARIF report that holds all problems has no notification', () => {
    const [run] = JSON.parse(reportOf('sarif', many.slice(0, DOCUMENT_LIMIT))).runs;
    expect(run.results).toHaveLength(DOCUMENT_LIMIT);
    expect(run.invocations[0].toolExecutionNotifications).toEqual([]);
  });

  it('a GitLab report that cannot hold all problems reports this in one more issue', () => {
    const issues = JSON.parse(reportOf('gitlab', problems)) as { check_name: string; description: string }[];
    expect(issues).toHaveLength(DOCUMENT_LIMIT + 1);
    expect(issues.at(-1)?.description).toMatch(total);
    expect(issues.at(-2)).toMatchObject({ location: { lines: { begin: 20_001 } } });
  });

  it('a JUnit report that cannot hold all problems counts each kind, and the problems of the kinds that it leaves out', () => {
    const kinds = Array.from({ length: 1200 }, (_, index) =>
      aProblem({ line: index + 1, pointer: `/properties/other${index}` }),
    );
    const text = reportOf('junit', [...kinds, ...many]);
    expect(text).toContain('<property name="shown" value="15999"/>');
    expect(text).toContain('and 201 problems of other kinds; -f ndjson shows all');
    expect(text.match(/<testcase /g)).toHaveLength(1000);
    expect(reportOf('junit', problems)).toContain('a number is needed (15,000 times)');
  });
});
