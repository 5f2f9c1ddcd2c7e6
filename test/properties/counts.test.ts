import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_COUNTED_NAMES, NameCounts, OTHER } from '../../src/check/summary.js';
import type { Problem } from '../../src/problem/problem.js';
import { EXAMPLES, ProblemGroups } from '../../src/report/problem-groups.js';
import { formatBytes, formatDuration } from '../../src/report/summary-line.js';
import { countOf, formatCount } from '../../src/text/count.js';
import { runs } from './runs.js';

describe('formatCount', () => {
  it('formatCount writes numbers as the platform does in English', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (count) => {
        expect(formatCount(count)).toBe(count.toLocaleString('en-US'));
      }),
      runs(1000),
    );
  });

  it.each([
    [0, '0 records'],
    [1, '1 record'],
    [2, '2 records'],
    [2228, '2,228 records'],
  ])('countOf writes %i with its noun as %j', (count, text) => {
    expect(countOf(count, 'record')).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1499, '1.5 kB'],
    [9949, '9.9 kB'],
    [9950, '10 kB'],
    [927_000, '927 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_400_000_000, '1.4 GB'],
    [999_500_000_000, '1.0 TB'],
    [5e15, '5000 TB'],
  ])('formatBytes writes %i as %j', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('formatBytes never writes four digits before the last unit, and is right to one part in ten', () => {
    const factors: Readonly<Record<string, number>> = { bytes: 1, byte: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e14, noNaN: true }).map(Math.round), (bytes) => {
        const [number = '', unit = ''] = formatBytes(bytes).split(' ');
        expect(number).toMatch(/^(?:\d{1,3}|\d\.\d)$/);
        expect(Math.abs(Number(number) * (factors[unit] ?? Number.NaN) - bytes)).toBeLessThanOrEqual(bytes * 0.06);
      }),
      runs(1000),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [85.3, '85 ms'],
    [999.4, '999 ms'],
    [999.5, '1.0 s'],
    [2400, '2.4 s'],
    [59_940, '59.9 s'],
    [59_950, '1 min 0 s'],
    [119_400, '1 min 59 s'],
    [119_500, '2 min 0 s'],
    [192_000, '3 min 12 s'],
    [3_600_000_000, '60,000 min 0 s'],
  ])('formatDuration writes %d ms as %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('formatDuration never writes 60 seconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/^(?:1000 ms|60\.0 s)$| 60 s$/);
      }),
      runs(2000),
    );
  });
});

describe('NameCounts', () => {
  it('NameCounts loses no count, whatever the names are', () => {
    const adding = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'constructor', OTHER, '5', ''), fc.integer({ min: 1, max: 9 })),
    );
    fc.assert(
      fc.property(adding, (added) => {
        const counts = new NameCounts();
        const model = new Map<string, number>();
        for (const [name, by] of added) {
          counts.add(name, by);
          model.set(name, (model.get(name) ?? 0) + by);
        }
        expect(new Map(Object.entries(counts.toObject()))).toEqual(model);
      }),
      runs(500),
    );
  });

  it('NameCounts keeps 1,000 names, and counts the others under (other)', () => {
    const counts = new NameCounts();
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < MAX_COUNTED_NAMES + 500; index++) counts.add(`event ${index}`);
    }
    const object = counts.toObject();
    expect(MAX_COUNTED_NAMES).toBe(1000);
    expect(Object.keys(object)).toHaveLength(MAX_COUNTED_NAMES + 1);
    expect(object[OTHER]).toBe(1000);
    expect(object['event 999']).toBe(2);
    expect(Object.keys(object)[0]).toBe(OTHER);
  });
});

function problem(changes: Partial<Problem>): Problem {
  return {
    ...{ rule: 'schema/type', severity: 'error', message: 'm', file: 'a', record: 1, line: 1, column: 1, endLine: 1 },
    ...{ endColumn: 1, pointer: '/a', path: 'a', ...changes },
  } as Problem;
}

describe('ProblemGroups', () => {
  it('ProblemGroups limits groups and examples, and counts everything', () => {
    const groups = new ProblemGroups();
    const total = 5000;
    for (let index = 0; index < total; index++) {
      groups.add(problem({ pointer: `/k${index % 1500}`, line: index + 1 }), 0);
    }
    const kept = groups.inOrder();
    expect(kept).toHaveLength(1000);
    expect(Math.max(...kept.map(({ examples }) => examples.length))).toBe(EXAMPLES);
    expect(kept.reduce((sum, { count }) => sum + count, groups.ungrouped)).toBe(total);
  });

  it('ProblemGroups keeps the first few problems in full, then the first and the last of the others', () => {
    const groups = new ProblemGroups();
    for (let line = 1; line <= 9; line++) groups.add(problem({ line, pointer: `/items/${line}/id` }), 0);
    const [group] = groups.inOrder();
    expect(group).toMatchObject({ count: 9, oneFile: true, firstMore: { line: 4 }, last: { line: 9 } });
    expect(group?.examples.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('ProblemGroups separates rules, fields and hints, but not events and messages, and counts files', () => {
    const groups = new ProblemGroups();
    const kinds: Partial<Problem>[] = [
      {},
      { rule: 'schema/required' },
      { pointer: '/b' },
      { hint: 'rename it' },
      { rule: 'json/duplicate-key', severity: 'warning' },
    ];
    const same: Partial<Problem>[] = [{ event: 'Message Sent' }, { message: 'two' }];
    for (const file of ['a', 'a', 'b'])
      for (const kind of kinds)
        for (const one of [{}, ...same]) groups.add(problem({ ...kind, ...one, file }), file === 'a' ? 0 : 1);
    expect(groups.inOrder()).toHaveLength(kinds.length);
    expect(groups.inOrder().every(({ count, oneFile }) => count === 9 && !oneFile)).toBe(true);
  });

  it('ProblemGroups puts errors before warnings, each in the order of the log', () => {
    const groups = new ProblemGroups();
    groups.add(problem({ rule: 'a/warning', severity: 'warning', line: 1 }), 0);
    groups.add(problem({ rule: 'b/error', line: 2 }), 0);
    groups.add(problem({ rule: 'c/warning', severity: 'warning', line: 3 }), 0);
    groups.add(problem({ rule: 'a/error', line: 4 }), 0);
    const rules = groups.inOrder().map(({ examples }) => examples[0]?.rule);
    expect(rules).toEqual(['b/error', 'a/error', 'a/warning', 'c/warning']);
  });
});
