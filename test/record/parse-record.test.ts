import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../src/record/parse-record.js';
import type { RawRecord } from '../../src/record/record.js';
import { check } from '../properties/pipeline.js';
import { withinTime } from '../properties/within-time.js';

const raw = (bytes: string | Buffer): RawRecord => ({
  file: 'a.ndjson',
  number: 1,
  bytes: Buffer.from(bytes as string),
  line: 1,
  column: 1,
});

const rulesOf = (bytes: string | Buffer): readonly string[] => parseRecord(raw(bytes)).findings.map(({ rule }) => rule);

const nested = (depth: number, inside = ''): string =>
  `{"a":${'['.repeat(depth - 1)}${inside}${']'.repeat(depth - 1)}}`;

describe('parseRecord', () => {
  it.each([
    ['{"a":1}', []],
    ['{"__proto__":{"x":1},"constructor":1}', []],
    ['{"__proto__":1,"__proto__":2}', ['json/duplicate-key']],
    ['{"a":{"b":1,"b":2},"a":3}', ['json/duplicate-key', 'json/duplicate-key']],
    ['{"a":1,"\\u0061":2}', ['json/duplicate-key']],
    ['{"a":9007199254740991}', []],
    ['{"a":-9007199254740993}', ['json/unsafe-number']],
    ['{"a":1e400}', ['json/unsafe-number']],
    ['{"a":1e3}', []],
    ['{"a":"12345678901234567890"}', []],
    ['{"a":"\\ud83d"}', ['json/lone-surrogate']],
    ['{"a":"\\uD83D\\uDE00"}', []],
    ['{"\\udc00":1}', ['json/lone-surrogate']],
    ['[]', ['json/not-an-object']],
    ['null', ['json/not-an-object']],
    ['"a"', ['json/not-an-object']],
    ['{"a":1}{', ['json/invalid-syntax']],
    ['', ['json/invalid-syntax']],
    [Buffer.from([0x7b, 0xff, 0x7d]), ['json/invalid-utf8']],
    [nested(1000), []],
    [nested(1001), ['json/too-deep']],
    [`{"a":"${'['.repeat(2000)}"}`, []],
  ])('parseRecord finds in %j: %j', (bytes, rules) => {
    expect(rulesOf(bytes)).toEqual(rules);
    const { value } = parseRecord(raw(bytes));
    const isRead = rules.every((rule) => /duplicate|unsafe|lone/.test(rule));
    expect(value).toEqual(isRead ? JSON.parse(bytes.toString()) : undefined);
  });

  it('parseRecord keeps a key that names a prototype as a key', () => {
    const { value } = parseRecord(raw('{"__proto__":{"type":"track"}}'));
    expect(Object.keys(value ?? {})).toEqual(['__proto__']);
    expect(value?.['type']).toBeUndefined();
  });

  it('parseRecord finds the first byte that is not UTF-8', () => {
    const [finding] = parseRecord(raw(Buffer.from('{"é😀\u0000":"', 'utf8').subarray(0, -1))).findings;
    expect(finding?.rule).toBe('json/invalid-syntax');
    const bytes = Buffer.concat([Buffer.from('{"é😀":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(parseRecord(raw(bytes)).findings).toMatchObject([{ rule: 'json/invalid-utf8', span: { start: 8, end: 9 } }]);
  });

  it.each(['"', '"\\', '[', '{"', '{"a":"', '"]', ''])(
    'parseRecord ends soon for depths of nesting that end in %j',
    (end) => {
      const deep = `${'['.repeat(2000)}${end}`;
      const checked = withinTime(2000, () => check(raw(deep)));
      expect(checked.problems.map(({ rule, line, column }) => `${rule} ${line}:${column}`)).toEqual([
        'json/too-deep 1:1',
      ]);
    },
  );

  it('parseRecord ends soon for half a million levels', () => {
    const deep = '{"a":'.repeat(500_000);
    expect(withinTime(5000, () => check(raw(deep))).problems.map(({ rule }) => rule)).toEqual(['json/too-deep']);
  });

  it('parseRecord ends soon for long runs of backslashes and quotes', () => {
    for (const text of [
      `{"a":"${'\\'.repeat(400_000)}"}`,
      `{"a":${'"'.repeat(200_001)}`,
      `{"a":"${'\\"'.repeat(200_000)}"}`,
    ]) {
      expect(withinTime(5000, () => check(raw(text))).problems.length).toBeGreaterThan(0);
    }
  });
});
