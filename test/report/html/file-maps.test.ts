import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/problem/problem.js';
import { FileMaps } from '../../../src/report/html/file-maps.js';
import { REPEATED } from '../../support/problems.js';

const problemAt = (line: number, severity: Problem['severity']): Problem => ({ ...REPEATED, line, severity });

describe('where problems lie in a file', () => {
  it('FileMaps counts each problem once, in the bucket of its record', () => {
    const troubles = fc.array(fc.record({ record: fc.integer({ min: 1, max: 3000 }), isError: fc.boolean() }), {
      minLength: 1,
      maxLength: 100,
    });
    fc.assert(
      fc.property(troubles, fc.integer({ min: 0, max: 5000 }), (all, more) => {
        const sorted = [...all].sort((a, b) => a.record - b.record);
        const maps = new FileMaps();
        for (const { record, isError } of sorted) {
          maps.reached(0, 'a.ndjson', record);
          maps.addProblems(0, record, !isError, [problemAt(record * 10, isError ? 'error' : 'warning')]);
        }
        const records = Math.max(...all.map(({ record }) => record)) + more;
        maps.reached(0, 'a.ndjson', records);
        const [map] = maps.listed().shown;
        if (map === undefined) throw new Error('there is no map');
        const { recordsPerBucket, buckets } = map;
        expect(map).toMatchObject({ records, errors: all.filter(({ isError }) => isError).length });
        expect(buckets.length).toBe(Math.ceil(records / recordsPerBucket));
        expect(buckets.length).toBeLessThanOrEqual(200);
        buckets.forEach((bucket, index) => {
          const here = sorted.filter(({ record }) => Math.floor((record - 1) / recordsPerBucket) === index);
          const errors = here.filter(({ isError }) => isError).length;
          const line = here[0] === undefined ? {} : { line: here[0].record * 10 };
          expect(bucket).toEqual({ invalid: errors, errors, warnings: here.length - errors, ...line });
        });
      }),
    );
  });

  it('FileMaps keeps the files with problems when there are more files than it can keep, and counts all', () => {
    const maps = new FileMaps();
    for (let file = 0; file < 1000; file++) {
      maps.reached(file, `${file}.ndjson`, 1);
      if (file % 10 === 0) maps.addProblems(file, 1, false, [problemAt(1, 'error')]);
    }
    const { shown, total } = maps.listed();
    expect(total).toBe(1000);
    expect(shown).toHaveLength(200);
    expect(shown.filter(({ errors }) => errors > 0)).toHaveLength(100);
  });
});
