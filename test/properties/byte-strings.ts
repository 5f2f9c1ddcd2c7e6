import fc from 'fast-check';
import { print, treeOf } from './json-tree.js';
import { mutatedRecords } from './mutated-records.js';
import { validRecords } from './records.js';
import { styles } from './trees.js';

/** What may stand in a log where it should not, cut characters and bytes that are no text included. */
const SCRAPS: readonly Buffer[] = [
  ...'{}[],:"\\ \n\r\t-0'.split(''),
  ...[
    '\r\n',
    '\n\n',
    '\\"',
    '\\\\',
    '\u2028',
    '\u00a0',
    'é',
    '😀',
    'null',
    'tru',
    '1e400',
    '9007199254740993',
    '//',
    "'",
  ],
  ...[
    '{"a":1}',
    '{"a":1,"a":2}',
    '"batch":[',
    '{"batch":[',
    '"type":"track"',
    '"event":"Message Sent"',
    '"__proto__":',
  ],
  ...['[]', '},{', '\\ud83d', '\\u0000', '\u001e', '\ufeff', '\u0000', '"a"', '"a', 'a"', '[1', '2]'],
]
  .map((text) => Buffer.from(text))
  .concat(
    ['ff', 'c3', 'e280', 'f09f98', '9f98', 'eda080', 'c0af', 'efbb', '1f8b'].map((hex) => Buffer.from(hex, 'hex')),
  );

const scraps = fc.constantFrom(...SCRAPS);

/** A few records as a log holds them: a record a line, an array, a batch body, or one value alone. */
export const logs: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(
      fc.oneof(
        validRecords.map(({ value }) => value),
        mutatedRecords,
      ),
      { maxLength: 4 },
    ),
    styles,
    fc.constantFrom('lines', 'array', 'batch', 'one'),
    fc.constantFrom('\n', '\r\n', '\n\n', '\n\u001e'),
  )
  .map(([values, style, form, end]) => {
    if (form === 'lines') return Buffer.from(values.map((value) => JSON.stringify(value) + end).join(''));
    const whole =
      form === 'array' ? values : form === 'batch' ? { sentAt: 'x', batch: values, writeKey: 'k' } : values[0];
    return Buffer.from(print(treeOf(whole ?? null), style).text);
  });

type Edit = (bytes: Buffer) => Buffer;

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat().map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.nat().map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(at % (bytes.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
    ([at, flip]): Edit =>
      (bytes) =>
        Buffer.from(bytes.map((byte, index) => (index === at % bytes.length ? byte ^ flip : byte))),
  ),
  fc.tuple(fc.nat(), scraps, fc.nat(4)).map(
    ([place, scrap, length]): Edit =>
      (bytes) => {
        const at = place % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at + length)]);
      },
  ),
  fc.tuple(fc.nat(), fc.nat(40)).map(
    ([place, length]): Edit =>
      (bytes) => {
        const at = place % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
      },
  ),
  fc.tuple(fc.nat(), fc.nat(), logs).map(
    ([place, otherPlace, other]): Edit =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, place % (bytes.length + 1)), other.subarray(otherPlace % (other.length + 1))]),
  ),
);

/** Logs with something done to them. */
const brokenLogs = fc
  .tuple(logs, fc.array(edits, { minLength: 1, maxLength: 3 }))
  .map(([bytes, done]) => done.reduce((so, edit) => edit(so), bytes));

const soup = fc.array(scraps, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));

const nests = fc
  .tuple(
    fc.constantFrom('[', '{"a":', '[{"a":', '[\n'),
    fc.constantFrom(3, 499, 501, 999, 1000, 1001),
    soup,
    fc.boolean(),
  )
  .map(([open, depth, inside, closed]) => {
    const closers = open.replace(/[^[{]/g, '').replaceAll('[', ']').replaceAll('{', '}').split('').reverse().join('');
    return Buffer.concat([Buffer.from(open.repeat(depth)), inside, Buffer.from(closed ? closers.repeat(depth) : '')]);
  });

/** Any bytes at all, most of them near enough to a log to get somewhere. A failure shows them as a Latin-1 string. */
export const byteStrings: fc.Arbitrary<Buffer> = fc
  .oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    logs,
    { weight: 4, arbitrary: brokenLogs },
    { weight: 3, arbitrary: soup },
    { weight: 1, arbitrary: nests },
  )
  .map((bytes) =>
    Object.defineProperty(bytes, fc.toStringMethod, { value: () => JSON.stringify(bytes.toString('latin1')) }),
  );
