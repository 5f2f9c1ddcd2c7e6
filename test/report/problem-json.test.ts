import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem, RelatedPlace } from '../../src/problem/problem.js';
import { problemJson } from '../../src/report/problem-json.js';
import { jsonText } from '../../src/text/json-text.js';
import { runs } from '../properties/runs.js';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'properties.messageId is missing',
    'event is "message_sent"',
    'Segment’s limit …',
    '##[error]x',
    '\\',
  ),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '#', '[', 'a', '’', '\u202e', '\ud83d', '\u0007') }),
);
const count = fc.nat({ max: 2 ** 31 });
const place = { file: text, record: count, line: count, column: count, endLine: count, endColumn: count };
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const problem: fc.Arbitrary<Problem> = fc
  .record({
    rule: text,
    severity: fc.constantFrom('error' as const, 'warning' as const),
    message: text,
    hint: maybe(text),
    ...place,
    pointer: text,
    path: text,
    event: maybe(text),
    conversationId: maybe(text),
    related: maybe(fc.array(fc.record<RelatedPlace>({ message: text, ...place }), { minLength: 1, maxLength: 2 })),
  })
  // What is undefined is not there.
  .map(
    (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Problem,
  );

describe('the JSON of problems', () => {
  it('problemJson gives the JSON of any problem, whatever was written before', () => {
    const toJson = problemJson();
    fc.assert(
      fc.property(problem, (one) => {
        expect(toJson(one)).toBe(jsonText(one));
        expect(toJson(one)).toBe(jsonText(one));
      }),
      runs(2000),
    );
  });
});
