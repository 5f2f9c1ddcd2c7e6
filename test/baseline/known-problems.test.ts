import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIND_LIMIT, KnownProblems } from '../../src/baseline/known-problems.js';
import type { Problem } from '../../src/problem/problem.js';

const PLACE = { file: 'a', record: 1, line: 1, column: 1, endLine: 1, endColumn: 1, message: 'm', path: '' };

function problemAt(pointer: string): Problem {
  return { ...PLACE, rule: 'schema/type', severity: 'error', pointer };
}

const logs = fc.array(fc.array(fc.constantFrom('/a', '/b', '/c/0', '/c/1', '/c/2/id'), { maxLength: 4 }));

function left(known: KnownProblems, log: readonly string[][]): string[] {
  return log.flat().filter((pointer) => !known.setAside(problemAt(pointer)));
}

function learned(log: readonly string[][]): KnownProblems {
  const learning = new KnownProblems([], true);
  expect(left(learning, log)).toEqual([]);
  return learning;
}

describe('known problems', () => {
  it('known problems cover all problems of the same log, in any order of its records', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const known = new KnownProblems(learned(log).found, false);
        expect(left(known, log.toReversed())).toEqual([]);
        expect(known.counts).toEqual({ known: log.flat().length, grown: 0, fewer: 0, gone: 0 });
      }),
    );
  });

  it('known problems leave only the additional problems of a longer log', () => {
    fc.assert(
      fc.property(logs, logs, (log, more) => {
        const known = new KnownProblems(learned(log).found, false);
        const group = (pointers: readonly string[]) => pointers.map((pointer) => pointer.replace(/\d/, '*')).sort();
        expect(group(left(known, [...log, ...more]))).toEqual(group(more.flat()));
        expect(known.counts.known).toBe(log.flat().length);
      }),
    );
  });

  it('known problems are the first of their kind, and later ones are new', () => {
    const known = new KnownProblems([{ rule: 'schema/type', pointer: '/c/*', count: 2 }], false);
    expect(left(known, [['/c/0'], ['/b', '/c/7'], ['/c/3', '/c/1']])).toEqual(['/b', '/c/3', '/c/1']);
    expect(known.counts).toEqual({ known: 2, grown: 1, fewer: 0, gone: 0 });
    expect(known.entries).toEqual([{ rule: 'schema/type', pointer: '/c/*', count: 2, found: 4 }]);
  });

  it('known problems that are gone or less frequent are counted', () => {
    const entries = ['/a', '/b', '/c/*'].map((pointer) => ({ rule: 'schema/type', pointer, count: 2 }));
    const known = new KnownProblems(entries, false);
    left(known, [['/a'], ['/b', '/b']]);
    expect(known.counts).toEqual({ known: 3, grown: 0, fewer: 1, gone: 1 });
  });

  it('known problems have at most KIND_LIMIT kinds', () => {
    const learning = new KnownProblems([], true);
    for (let index = 0; index < KIND_LIMIT; index++) left(learning, [[`/k${index}`]]);
    expect(learning.tooManyKinds).toBe(false);
    left(learning, [['/k0'], ['/more'], ['/still-more']]);
    expect(learning.tooManyKinds).toBe(true);
    expect(learning.found.length).toBe(KIND_LIMIT);
  });
});
