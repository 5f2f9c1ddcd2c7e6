import fc from 'fast-check';

/** Where some bytes are cut: at a few places, everywhere, or before and after all that a reader of JSON looks at. */
export type Cuts = readonly number[] | 'everywhere' | 'at borders';

const BORDERS = new Set(Buffer.from('"\\\n\r{}[],:\u00e9\ud83d\ude00'));

export const cuts: fc.Arbitrary<Cuts> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.nat(), { maxLength: 12 }) },
  fc.constant<Cuts>('everywhere'),
  fc.constant<Cuts>('at borders'),
);

function placesOf(bytes: Buffer, cut: Cuts): readonly number[] {
  if (cut === 'everywhere') return [...bytes.keys()];
  if (cut !== 'at borders') return cut.map((place) => place % (bytes.length + 1));
  return [...bytes.entries()].flatMap(([index, byte]) => (BORDERS.has(byte) ? [index, index + 1] : []));
}

/** Cuts bytes into buffers of their own; some of them may be empty. */
export function chunked(bytes: Buffer, cut: Cuts): Buffer[] {
  const places = [0, ...placesOf(bytes, cut), bytes.length].toSorted((a, b) => a - b);
  return places.slice(1).map((place, index) => Buffer.from(bytes.subarray(places[index], place)));
}
