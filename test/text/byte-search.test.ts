import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteSearch } from '../../src/text/byte-search.js';

it('ByteSearch finds what Buffer.indexOf finds', () => {
  const bytesOf = (constraints: fc.IntArrayConstraints) =>
    fc.uint8Array({ ...constraints, max: 3 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(
      bytesOf({ maxLength: 60 }),
      bytesOf({ minLength: 1, maxLength: 5 }),
      fc.nat(60),
      fc.nat(60),
      (bytes, wanted, one, other) => {
        const [start, end] = [Math.min(one, other, bytes.length), Math.min(Math.max(one, other), bytes.length)];
        const found = bytes.subarray(start, end).indexOf(wanted);
        expect(new ByteSearch(wanted).indexIn(bytes, start, end)).toBe(found === -1 ? -1 : start + found);
      },
    ),
    { numRuns: 1000 },
  );
});
