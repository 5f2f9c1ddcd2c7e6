import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cuts } from './chunks.js';
import { chunked, cuts } from './chunks.js';
import type { PrintedValue } from './json-tree.js';
import { print, treeOf, valuesByPointer } from './json-tree.js';
import { readThrough } from './pipeline.js';
import type { Fields } from './records.js';
import { validRecords } from './records.js';
import { PATIENT, runs } from './runs.js';
import { styles } from './trees.js';

const values = fc.array(
  validRecords.map(({ value }) => value),
  { maxLength: 5 },
);

/** What a request body holds beside its batch; none of it makes the body a record. */
const asides = fc.dictionary(
  fc.constantFrom('sentAt', 'writeKey', 'context', 'messageId', 'batches', 'integrations'),
  fc.constantFrom<unknown>(
    'x',
    5,
    null,
    [],
    [[{ type: 'track' }]],
    { batch: [1], type: 'track' },
    'batch',
    '"batch":[',
  ),
  { maxKeys: 3, noNullPrototype: true },
);

const bodies = fc
  .tuple(asides, values, asides)
  .map(([before, batch, after]) => ({ batch, body: { ...before, batch, ...without(after, before) } }));

function without(object: Fields, other: Fields): Fields {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !Object.hasOwn(other, key)));
}

/** Line and column of an offset, both counted from 1, columns in UTF-16 units. */
function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

interface Expected {
  readonly text: string;
  readonly values: readonly Fields[];
  readonly places: readonly PrintedValue[];
}

async function expectRecords({ text, values: originals, places }: Expected, cut: Cuts, name: string): Promise<void> {
  const { records, summary } = await readThrough(chunked(Buffer.from(text), cut), { name, inputFormat: 'auto' });
  expect(records).toHaveLength(places.length);
  records.forEach(({ raw, value }, index) => {
    const { start, end } = places[index] as PrintedValue;
    expect(isDeepStrictEqual(value, originals[index]), `record ${index + 1}`).toBe(true);
    const own = raw.bytes.toString();
    expect(own.trim()).toBe(text.slice(start, end));
    // A record that has its line for itself starts with it.
    const indent = own.length - own.trimStart().length;
    expect({ line: raw.line, column: raw.column + indent }).toEqual(placeIn(text, start));
  });
  expect(summary.valid).toBe(originals.length);
}

describe('a JSON document', () => {
  it('a JSON array is read as its elements, each at its place', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(values, styles, cuts, async (originals, style, cut) => {
        const { text, root } = print(treeOf(originals), style);
        await expectRecords({ text, values: originals, places: root.members.map(({ value }) => value) }, cut, 'a.json');
      }),
      runs(150),
    );
  });

  it('a captured request body is read as the events of its batch', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, styles, cuts, async ({ batch, body }, { spaces }, cut) => {
        // Keys are recognized as written: nobody writes "batch" in escapes.
        const { text, root } = print(treeOf(body), { spaces, escapes: [false] });
        const array = root.members.find(({ key }) => key === 'batch')?.value.members ?? [];
        await expectRecords({ text, values: batch, places: array.map(({ value }) => value) }, cut, '<stdin>');
      }),
      runs(150),
    );
  });

  it('a JSON document that is one record is read as that record', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(validRecords, styles, cuts, async ({ value }, style, cut) => {
        const { text, root } = print(treeOf(value), style);
        await expectRecords({ text, values: [value], places: [root] }, cut, 'a.json');
      }),
      runs(150),
    );
  });

  it('a JSON document has each problem at the place of its value', PATIENT, async () => {
    const faults = fc.tuple(values, fc.nat(), styles, cuts).filter(([originals]) => originals.length > 0);
    await fc.assert(
      fc.asyncProperty(faults, async ([originals, at, style, cut]) => {
        const faulty = at % originals.length;
        const list = originals.map((value, index) =>
          index === faulty ? { ...value, timestamp: 1715785200000 } : value,
        );
        const { text, root } = print(treeOf(list), style);
        const stretch = valuesByPointer(root).get(`/${faulty}/timestamp`) as PrintedValue;
        const end = placeIn(text, stretch.end);
        const { records } = await readThrough(chunked(Buffer.from(text), cut), { name: 'a.json', inputFormat: 'auto' });
        const errors = records.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
        expect(errors).toMatchObject([
          {
            rule: 'schema/type',
            record: faulty + 1,
            ...placeIn(text, stretch.start),
            endLine: end.line,
            endColumn: end.column,
            pointer: '/timestamp',
          },
        ]);
      }),
      runs(150),
    );
  });
});

describe('NDJSON', () => {
  it('NDJSON is read as one record per line, each at its place', PATIENT, async () => {
    const ends = fc.constantFrom('\n', '\r\n', '\n\n \t\r\n', '\n\u001e');
    await fc.assert(
      fc.asyncProperty(values, ends, cuts, fc.boolean(), async (originals, end, cut, ended) => {
        const lines = originals.map((value) => JSON.stringify(value)).join(end) + (ended ? end : '');
        const { records } = await readThrough(chunked(Buffer.from(lines), cut), {
          name: 'a.ndjson',
          inputFormat: 'auto',
        });
        expect(
          isDeepStrictEqual(
            records.map(({ value }) => value),
            originals,
          ),
        ).toBe(true);
        const gap = end.split('\n').length - 1;
        expect(records.map(({ raw }) => [raw.line, raw.column])).toEqual(
          originals.map((_, index) => [1 + index * gap, index > 0 && end.endsWith('\u001e') ? 2 : 1]),
        );
      }),
      runs(150),
    );
  });

  it('NDJSON of two or more records is detected from its content', PATIENT, async () => {
    await fc.assert(
      fc.asyncProperty(values, cuts, async (originals, cut) => {
        const lines = originals.map((value) => `${JSON.stringify(value)}\n`).join('');
        const { records } = await readThrough(chunked(Buffer.from(lines), cut), {
          name: '<stdin>',
          inputFormat: 'auto',
        });
        expect(
          isDeepStrictEqual(
            records.map(({ value }) => value),
            originals,
          ),
        ).toBe(true);
      }),
      runs(150),
    );
  });
});
