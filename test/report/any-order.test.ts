import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_COUNTED_NAMES, NameCounts } from '../../src/check/summary.js';
import type { Problem } from '../../src/problem/problem.js';
import { CappedProblems } from '../../src/report/capped-problems.js';
import type { FormatName } from '../../src/report/formats.js';
import { jobSummary } from '../../src/report/job-summary.js';
import { jsonReport } from '../../src/report/json.js';
import type { CreateReport } from '../../src/report/report.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { runs } from '../properties/runs.js';
import { aProblem, contextOf, reportOf, summaryOf } from '../support/problems.js';

/** Problems of few kinds in few files, so that many are equal but for their place; each has a place of its own. */
const somePlaces = fc
  .uniqueArray(fc.record({ file: fc.nat(2), record: fc.nat(12), column: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ file, record, column }) => `${file} ${record} ${column}`,
    maxLength: 60,
  })
  .chain((places) =>
    fc.tuple(
      ...places.map((place) =>
        fc.record({ kind: fc.nat(5), event: fc.nat(3) }).map(({ kind, event }) =>
          aProblem({
            file: `${place.file}.ndjson`,
            record: place.record + 1,
            line: 2 * place.record + 1,
            column: place.column,
            rule: kind < 3 ? 'schema/type' : 'property/misplaced',
            severity: kind < 3 ? 'error' : 'warning',
            pointer: `/properties/field${kind}`,
            event: `event ${event}`,
          }),
        ),
      ),
    ),
  );

/** The same problems in two orders. */
const twoOrders = somePlaces.chain((problems) =>
  fc.tuple(fc.constant(problems), fc.shuffledSubarray(problems, { minLength: problems.length })),
);

const DOCUMENTS: readonly (readonly [string, FormatName | CreateReport])[] = [
  ['pretty', 'pretty'],
  ['agent', 'agent'],
  ['github', 'github'],
  ['gitlab', 'gitlab'],
  ['sarif', 'sarif'],
  ['junit', 'junit'],
  ['the job summary', jobSummary],
];

describe('reports that are documents', () => {
  it.each(DOCUMENTS)('%s is the same whatever the order in which problems come', (_, format) => {
    fc.assert(
      fc.property(twoOrders, fc.constantFrom(1, 4, 100), ([problems, shuffled], maxProblems) => {
        expect(reportOf(format, shuffled, { maxProblems })).toBe(reportOf(format, problems, { maxProblems }));
      }),
      runs(300),
    );
  });

  it('CappedProblems keeps the same problems whatever the order in which they come', () => {
    const shownOf = (limit: number, problems: readonly Problem[]) => {
      const capped = new CappedProblems(limit);
      for (const problem of problems) capped.add(problem, Number.parseInt(problem.file, 10));
      return [capped.inOrder(), capped.last, capped.capText];
    };
    fc.assert(
      fc.property(twoOrders, fc.integer({ min: 1, max: 30 }), ([problems, shuffled], limit) => {
        expect(shownOf(limit, shuffled)).toEqual(shownOf(limit, problems));
      }),
      runs(1000),
    );
  });

  it.each(['pretty', 'junit', 'github'] as const)(
    '%s with more groups than it keeps is the same in the order of the log and backwards',
    (format) => {
      const problems = Array.from({ length: 2600 }, (_, index) =>
        aProblem({
          line: index + 1,
          severity: index % 4 === 0 ? 'error' : 'warning',
          rule: index % 4 === 0 ? 'schema/type' : 'property/misplaced',
          pointer: `/properties/field${(index * 7) % 1300}`,
        }),
      );
      const text = reportOf(format, problems, { maxProblems: 5000 });
      expect(reportOf(format, problems.toReversed(), { maxProblems: 5000 })).toBe(text);
    },
  );

  it('NameCounts of more names than it keeps are the same in any order, and when counts of parts are merged', () => {
    const names = Array.from({ length: 3 * MAX_COUNTED_NAMES }, (_, index) => `event ${(index * 37) % 1500}`);
    const countsOf = (some: readonly string[]) => {
      const counts = new NameCounts();
      for (const name of some) counts.add(name);
      return counts;
    };
    const all = countsOf(names).toObject();
    expect(countsOf(names.toReversed()).toObject()).toEqual(all);
    for (const cut of [1, 700, 1400, 2999]) {
      const merged = countsOf(names.slice(0, cut));
      merged.merge(countsOf(names.slice(cut)));
      expect(merged.toObject()).toEqual(all);
    }
  });
});

describe('the JSON report of a run in which some problems are known only at the end', () => {
  const jsonOf = async (problems: readonly Problem[]): Promise<string> => {
    let text = '';
    const write = (piece: string) => {
      text += piece;
    };
    const lateFiles = new TemporaryFiles();
    const report = jsonReport({ ...contextOf(write), lateFiles });
    for (const problem of problems) report.problem(problem, Number.parseInt(problem.file, 10));
    await report.end(summaryOf(problems));
    lateFiles.close();
    return text;
  };

  it('json with late problems is the same whatever the order in which problems come', async () => {
    await fc.assert(
      fc.asyncProperty(twoOrders, async ([problems, shuffled]) => {
        expect(await jsonOf(shuffled)).toBe(await jsonOf(problems));
      }),
      runs(200),
    );
  });

  it('json with late problems has them in the order of their places, those of one place by rule', async () => {
    const problems = [
      aProblem({ file: '1.ndjson', line: 1 }),
      aProblem({ file: '0.ndjson', line: 7, rule: 'schema/type' }),
      aProblem({ file: '0.ndjson', line: 7, rule: 'conversation/after-end' }),
      aProblem({ file: '0.ndjson', line: 7, column: 2 ** 32 + 1 }),
      aProblem({ file: '0.ndjson', line: 2 }),
    ];
    const { problems: shown } = JSON.parse(await jsonOf(problems)) as { problems: Problem[] };
    expect(shown.map(({ file, line, column, rule }) => [file, line, column, rule])).toEqual([
      ['0.ndjson', 2, 10, 'schema/type'],
      ['0.ndjson', 7, 10, 'conversation/after-end'],
      ['0.ndjson', 7, 10, 'schema/type'],
      ['0.ndjson', 7, 2 ** 32 + 1, 'schema/type'],
      ['1.ndjson', 1, 10, 'schema/type'],
    ]);
  });
});
