import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedRecord } from '../../src/check/check-record.js';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { FixedRecord, FixOptions } from '../../src/fix/fix-record.js';
import { createFix } from '../../src/fix/fix-record.js';
import { fixSource } from '../../src/fix/fix-source.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../../src/input/read-records.js';
import type { Problem } from '../../src/problem/problem.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { byteStrings, logs } from './byte-strings.js';
import { chunked, cuts } from './chunks.js';
import { print, treeOf } from './json-tree.js';
import { mutatedRecords } from './mutated-records.js';
import { readThrough } from './pipeline.js';
import { PATIENT, runs, scaled } from './runs.js';
import { styles } from './trees.js';

const NOW = Date.parse('2024-06-01T00:00:00Z');
const registry = builtInRegistry();
const levelOf = ruleLevels([{ glob: 'track/missing-message-id', level: 'warning' }]);
const now = () => NOW;
const check = createCheck({ registry, levelOf, now });
const basic: FixOptions = { check, levelOf, registry, now };
const fix = createFix(basic);
const fixAll = createFix({ ...basic, defaults: true, redact: ['email', 'card'] });

const rawOf = (text: string | Buffer) => ({ file: 'a', number: 1, bytes: Buffer.from(text), line: 1, column: 1 });

/** Mutated records as someone may have written them down. */
const texts = fc
  .tuple(mutatedRecords, fc.oneof(fc.constant(undefined), styles))
  .map(([value, style]) => (style === undefined ? JSON.stringify(value) : print(treeOf(value), style).text));

/** Problems by rule; those of a value's inside go with it. */
function byRule(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of problems) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** Every scalar of a record, in no order, as strings. */
function scalars(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(scalars);
}

describe('a fixed record', () => {
  it('a fixed record is the same byte for byte, or has fewer problems and no new one', PATIENT, () => {
    let fixed = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const raw = rawOf(text);
        const before = check(raw);
        const { checked, fixes } = fix(raw);
        if (fixes.length === 0) {
          expect(checked.raw.bytes).toBe(raw.bytes);
          return;
        }
        fixed++;
        const after = check(rawOf(checked.raw.bytes));
        expect(checked.problems).toEqual(after.problems);
        expect(after.problems.length).toBeLessThan(before.problems.length);
        const had = byRule(before.problems);
        for (const [rule, count] of byRule(after.problems)) expect(count).toBeLessThanOrEqual(had.get(rule) ?? 0);
        if (before.valid) expect(after.valid).toBe(true);
      }),
      runs(3000),
    );
    // Else nothing was tried.
    expect(fixed).toBeGreaterThan(scaled(300));
  });

  it('a fixed record has fewer problems of the rules that were fixed', PATIENT, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = byRule(check(rawOf(text)).problems);
        const { checked, fixes } = fix(rawOf(text));
        const after = byRule(checked.problems);
        if (fixes.length === 0) return;
        // Together: a fix may bring a problem to light that is fixed under another rule.
        const countOf = (counts: ReadonlyMap<string, number>): number =>
          [...new Set(fixes.map(({ reason }) => reason))].reduce((sum, rule) => sum + (counts.get(rule) ?? 0), 0);
        expect(countOf(after)).toBeLessThan(countOf(before));
      }),
      runs(2000),
    );
  });

  it('a fixed record does not change when it is fixed again', PATIENT, () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(fix, fixAll), (text, fix) => {
        const once = fix(rawOf(text)).checked.raw.bytes;
        const twice = fix(rawOf(once));
        expect(twice.fixes).toEqual([]);
        expect(twice.checked.raw.bytes.toString()).toBe(once.toString());
      }),
      runs(3000),
    );
  });

  it('a fixed record loses no value', PATIENT, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { checked, fixes } = fix(rawOf(text));
        const changed = fixes.flatMap(({ changes }) => changes).filter(({ before, after }) => before !== after);
        const replaced = new Set(
          changed.flatMap(({ before }) => (before === undefined ? [] : scalars(JSON.parse(before)))),
        );
        const left = new Set(scalars(checked.value ?? {}));
        const was = check(rawOf(text)).value ?? {};
        for (const scalar of scalars(was)) expect(left.has(scalar) || replaced.has(scalar)).toBe(true);
      }),
      runs(2000),
    );
  });
});

async function fixThrough(
  chunks: readonly Buffer[],
  name: string,
  options = fix,
  maxRecordSize = DEFAULT_MAX_RECORD_SIZE,
) {
  const written: Buffer[] = [];
  const records: FixedRecord[] = [];
  const source = {
    name,
    path: undefined,
    rereadable: false,
    async *open() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
  };
  let mark = Buffer.alloc(0);
  await fixSource(source, {
    read: { inputFormat: 'auto', maxRecordSize },
    fix: options,
    text: {
      begin: ({ byteOrderMark }) => {
        if (byteOrderMark) mark = Buffer.from([0xef, 0xbb, 0xbf]);
      },
      write: (piece) => written.push(piece),
      drain: () => undefined,
    },
    onRecord: (record) => records.push(record),
    onText() {},
    stopped: () => false,
  });
  return { bytes: Buffer.concat([mark, ...written]), records };
}

/** What stands before, between and after the records that can be read. */
function around(text: Buffer, records: readonly CheckedRecord[]): string {
  let rest = '';
  let from = 0;
  for (const { raw, value } of records) {
    if (value === undefined) continue;
    const { offset = 0, bytes } = raw;
    expect(text.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true);
    rest += `${text.subarray(from, offset).toString('latin1')}|`;
    from = offset + bytes.length;
  }
  return rest + text.subarray(from).toString('latin1');
}

describe('a fixed log', () => {
  it('a fixed log has the same records, each fixed as by itself, however the log is cut', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(logs, cuts, fc.constantFrom('a.ndjson', 'a.json'), async (bytes, cut, name) => {
        const reading = { name, inputFormat: 'auto' } as const;
        const before = await readThrough([bytes], reading);
        const { bytes: result, records } = await fixThrough(chunked(bytes, cut), name);
        const after = await readThrough([result], reading);
        expect(after.records.length).toBe(before.records.length);
        before.records.forEach(({ raw }, index) => {
          const alone = fix(raw).checked.raw.bytes.toString();
          expect(after.records[index]?.raw.bytes.toString()).toBe(alone);
        });
        // Problems have their places in the result.
        expect(records.flatMap(({ checked }) => checked.problems)).toEqual(
          after.records.flatMap(({ raw }) => check(raw).problems),
        );
        if (records.every(({ fixes }) => fixes.length === 0)) expect(result.equals(bytes)).toBe(true);
        expect(around(result, after.records)).toBe(around(bytes, before.records));
      }),
      runs(400),
    );
  });

  it('a log of any bytes stays the same byte for byte where nothing is fixed', PATIENT, async () => {
    const nothing = createFix({ ...basic, isChosen: () => false });
    await fc.assert(
      fc.asyncProperty(byteStrings, cuts, fc.nat(300), async (bytes, cut, limit) => {
        const result = await fixThrough(chunked(bytes, cut), '<stdin>', nothing, limit + 1).catch(() => undefined);
        fc.pre(result !== undefined && bytes[0] !== 0x1f);
        expect(result?.bytes.equals(bytes)).toBe(true);
      }),
      runs(1000),
    );
  });
});
