import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, summaryLine } from '../../src/report/summary-line.js';
import { PLAIN } from '../../src/text/paint.js';
import { summaryOf } from '../support/problems.js';

const line = (change: object): string =>
  summaryLine({ ...summaryOf([]), files: 1, records: 200, valid: 200, invalid: 0, ...change }, PLAIN);

describe('summary line', () => {
  it.each([
    ['all records are valid', {}, '✔ 200 records, all valid (1 file, 1.0 kB, 5 ms)'],
    ['there are warnings only', { warnings: 2 }, '⚠ 200 records, all valid, 2 warnings (1 file, 1.0 kB, 5 ms)'],
    [
      'records are invalid',
      { valid: 198, invalid: 2, errors: 3, warnings: 1 },
      '✖ 2 of 200 records are invalid: 3 errors, 1 warning (1 file, 1.0 kB, 5 ms)',
    ],
    [
      'records are invalid and every rule is off',
      { valid: 198, invalid: 2 },
      '✖ 2 of 200 records are invalid; the rules that explain why are off (1 file, 1.0 kB, 5 ms)',
    ],
    ['there is no record', { records: 0, valid: 0 }, '0 records (1 file, 1.0 kB, 5 ms)'],
    [
      'a baseline knows all problems',
      { valid: 198, invalid: 2, baseline: { known: 2, grown: 0, fewer: 0, gone: 0 } },
      '✔ 200 records, 2 invalid as before, 2 known problems (1 file, 1.0 kB, 5 ms)',
    ],
    [
      'requests were lost beside those that brought the records',
      { requests: 3, lostRequests: 2 },
      '✖ 200 records, all valid, 2 requests lost (5 requests, 1.0 kB, 5 ms)',
    ],
    [
      'all requests were lost',
      { records: 0, valid: 0, requests: 0, lostRequests: 3 },
      '✖ 0 records, 3 requests lost (3 requests, 1.0 kB, 5 ms)',
    ],
    ['requests brought the records', { requests: 3 }, '✔ 200 records, all valid (3 requests, 1.0 kB, 5 ms)'],
  ])('the summary line is right when %s', (_, change, expected) => {
    expect(line(change)).toBe(expected);
  });

  it.each([
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [1_400_000_000, '1.4 GB'],
  ])('formatBytes writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [59_949, '59.9 s'],
    [192_000, '3 min 12 s'],
  ])('formatDuration writes %i milliseconds as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
