import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkItem } from '../../src/check/parallel/chunk-item.js';
import { codeItems, decodeItems } from '../../src/check/parallel/item-code.js';
import { PATIENT, runs } from '../properties/runs.js';

const FILE = 'log.ndjson';
const count = fc.nat({ max: 2 ** 31 - 1 });
const text = fc.string({ unit: 'binary', maxLength: 8 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const span = {
  start: count,
  end: count,
  number: count,
  line: count,
  column: count,
  isPlain: fc.boolean(),
  partOf: fc.constantFrom(undefined, 'array' as const, 'line' as const),
  found: fc.constantFrom(undefined, [
    {
      rule: 'json/duplicate-key',
      pointer: '/context',
      at: { line: 3, column: 1 },
      details: { key: 'context' },
    } as const,
  ]),
};
const fault = maybe(
  fc.constantFrom({ kind: 'too-large', size: 9, limit: 5 } as const, { kind: 'trailing-comma' } as const),
);

const problem = fc
  .record(
    {
      rule: text,
      severity: fc.constantFrom('error' as const, 'warning' as const),
      message: text,
      hint: text,
      record: count,
      line: count,
      column: count,
      endLine: count,
      endColumn: count,
      pointer: text,
      path: text,
      event: text,
      conversationId: text,
    },
    {
      requiredKeys: [
        'rule',
        'severity',
        'message',
        'record',
        'line',
        'column',
        'endLine',
        'endColumn',
        'pointer',
        'path',
      ],
    },
  )
  .map((one) => ({ ...one, file: FILE }));

const result = fc
  .record({
    kind: fc.constant('result' as const),
    ...span,
    fault,
    isReadable: fc.boolean(),
    valid: fc.boolean(),
    call: fc.constantFrom(undefined, 'track' as const, 'identify' as const),
    event: maybe(text),
    names: fc.record({ event: maybe(text), conversationId: maybe(text) }),
    facts: maybe(
      fc.record({
        written: maybe(text),
        event: maybe(text),
        nearEvent: maybe(text),
        conversationId: text,
        messageId: maybe(text),
        userId: maybe(text),
        timestamp: maybe(text),
        messageCount: maybe(fc.maxSafeNat()),
        seenOnly: fc.boolean(),
      }),
    ),
    problems: fc.array(problem, { maxLength: 3 }),
  })
  .map(({ facts, ...one }) => {
    const { number: record, line, column } = one;
    return { ...one, facts: facts && { ...facts, file: FILE, record, line, column } };
  });

const items: fc.Arbitrary<ChunkItem[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('run' as const), scan: count, first: count, count, number: count }),
    fc.record({ kind: fc.constant('record' as const), ...span, fault }),
    result,
  ),
  { maxLength: 8 },
);

describe('the items of a chunk', () => {
  it('the items of a chunk are decoded as they were coded', PATIENT, () => {
    fc.assert(
      fc.property(items, (all) => {
        const coded = codeItems(all);
        expect(new Set(coded.texts).size).toBe(coded.texts.length);
        expect(decodeItems(coded, FILE, { lines: 0, records: 0 })).toEqual(all);
      }),
      runs(500),
    );
  });

  it('the items of a chunk are numbered after the lines and records before the chunk', () => {
    const place = { record: 2, line: 3, column: 4, endLine: 5, endColumn: 6, file: FILE };
    const one = { rule: 'r', severity: 'error', message: 'm', pointer: '', path: '', ...place } as const;
    const start = { kind: 'result', start: 1, end: 2, number: 2, line: 3, column: 4, fault: undefined } as const;
    const more = {
      found: undefined,
      isPlain: false,
      partOf: undefined,
      isReadable: true,
      valid: false,
      call: undefined,
      event: undefined,
      facts: undefined,
      names: { event: 'e', conversationId: undefined },
    } as const;
    const coded = codeItems([{ ...start, ...more, problems: [one] }]);
    expect(decodeItems(coded, FILE, { lines: 100, records: 1000 })).toMatchObject([
      {
        number: 1002,
        line: 103,
        column: 4,
        problems: [{ record: 1002, line: 103, column: 4, endLine: 105, endColumn: 6 }],
      },
    ]);
  });
});
