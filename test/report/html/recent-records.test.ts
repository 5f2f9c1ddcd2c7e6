import { describe, expect, it } from 'vitest';
import type { RecentRecord } from '../../../src/report/html/recent-records.js';
import { RecentRecords } from '../../../src/report/html/recent-records.js';
import { REPEATED } from '../../support/problems.js';

const facts = (number: number): Omit<RecentRecord, 'text'> => ({
  file: `${number % 7}.ndjson`,
  number,
  line: number * 2,
  name: 'Message Sent',
  valid: number % 3 > 0,
  problems: number % 4 === 0 ? [{ ...REPEATED, record: number, message: `é🙏 ${number}` }] : [],
});

/** Adds records whose text names them, each behind the one that was added `step` records before. */
function added(count: number, size: number, step: number): RecentRecords {
  const records = new RecentRecords();
  for (let number = 1; number <= count; number++) {
    const text = Buffer.from(`  ${number}|`.padEnd(size, 'é'));
    const start = records.copy(text.subarray(2));
    records.add(facts(number), start, text.length - 2, Math.max(0, number - step));
  }
  return records;
}

describe('the last records', () => {
  it.each([
    ['short ones', 40_000, 50],
    ['long ones', 3000, 20_000],
  ])('RecentRecords returns the records from the last one back, as far as they are held: %s', (_, count, size) => {
    const step = 10;
    const back = added(count, size, step).backFrom(count, 1e6);
    expect(back.length).toBeGreaterThan(10);
    expect(back.length).toBeLessThan(count / step);
    back.forEach(({ text, ...record }, index) => {
      expect(record).toEqual(facts(count - index * step));
      expect(text.startsWith(`${record.number}|`) && text.endsWith('é')).toBe(true);
    });
  });

  it('RecentRecords returns the records back to the first one where all are held, and no more than asked for', () => {
    const records = added(100, 30, 1);
    expect(records.backFrom(100, 1000).map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, index) => 100 - index),
    );
    expect(records.backFrom(100, 3)).toHaveLength(3);
    expect(records.backFrom(0, 3)).toEqual([]);
  });

  it('RecentRecords keeps no text of a record that is too long', () => {
    const records = new RecentRecords();
    const long = Buffer.alloc(3_000_000, 'a');
    expect(records.copy(long)).toBeUndefined();
    const number = records.add(facts(1), undefined, long.length, 0);
    expect(records.backFrom(number, 5)).toEqual([{ ...facts(1), text: '' }]);
  });
});
