import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf16Counter } from '../../src/input/utf16-counter.js';
import { invalidUtf8Offset } from '../../src/record/invalid-utf8.js';
import { PATIENT, runs } from './runs.js';

function decodes(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** The start of the first sequence that the platform's decoder refuses. */
function firstRefused(bytes: Uint8Array): number {
  if (decodes(bytes, false)) return bytes.length;
  let taken = 0;
  while (taken < bytes.length && decodes(bytes.subarray(0, taken + 1), true)) taken++;
  while (!decodes(bytes.subarray(0, taken), false)) taken--;
  return taken;
}

/** Bytes at which the rules of UTF-8 change, so that most sequences are nearly right. */
const EDGES = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
  0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
];

const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(...EDGES).map((byte) => Buffer.from([byte])),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }).map((text) => Buffer.from(text)),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => Buffer.concat(pieces));

describe('invalidUtf8Offset', () => {
  it('invalidUtf8Offset is where the decoder of the platform stops', PATIENT, () => {
    fc.assert(
      fc.property(bytes, (some) => {
        expect(invalidUtf8Offset(some), some.toString('hex')).toBe(firstRefused(some));
      }),
      runs(5000),
    );
  });

  it('invalidUtf8Offset is right for every sequence of up to three edge bytes', PATIENT, () => {
    const sequences = EDGES.flatMap((a) => [[a], ...EDGES.flatMap((b) => [[a, b], ...EDGES.map((c) => [a, b, c])])]);
    const wrong = sequences.filter((sequence) => {
      const some = Uint8Array.from(sequence);
      return invalidUtf8Offset(some) !== firstRefused(some);
    });
    expect(wrong).toEqual([]);
  });
});

describe('Utf16Counter', () => {
  const inTwo = (bytes: Uint8Array, at: number): number => {
    const counter = new Utf16Counter();
    const cut = at % (bytes.length + 1);
    return counter.count(bytes.subarray(0, cut)) + counter.count(bytes.subarray(cut));
  };

  it('Utf16Counter counts the length of the text, wherever it is cut', PATIENT, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, at) => {
        expect(inTwo(Buffer.from(text), at)).toBe(text.length);
      }),
      runs(2000),
    );
  });

  it('Utf16Counter counts invalid UTF-8 as decoders show it', PATIENT, () => {
    const lead = fc.constantFrom(
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
      0x9f,
      0xa0,
      0x90,
      0x61,
    );
    fc.assert(
      fc.property(fc.array(lead, { maxLength: 12 }), fc.nat(), (bytes, at) => {
        const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
        expect(inTwo(Uint8Array.from(bytes), at)).toBe(shown.length);
      }),
      runs(5000),
    );
  });
});
