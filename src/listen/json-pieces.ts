/** The change of depth at a bracket. */
const DEPTH_CHANGES: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** One member of an object: its key, its value, and the whole text of both. */
export interface Member {
  readonly key: string;
  readonly text: string;
  readonly value: string;
}

/** The index of the quote that ends the string which starts at `start`. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

/** The texts between the commas of an object or an array. The text must be valid JSON. */
export function pieces(text: string): string[] {
  const found: string[] = [];
  const units = /["[\]{},]/g;
  let depth = 0;
  let start = 0;
  for (let match = units.exec(text); match !== null; match = units.exec(text)) {
    const { 0: unit, index } = match;
    if (unit === '"') {
      units.lastIndex = stringEnd(text, index) + 1;
      continue;
    }
    const change = DEPTH_CHANGES[unit] ?? 0;
    depth += change;
    // A piece ends at a comma of the outer value, and at its last bracket.
    if (unit === ',' ? depth === 1 : change === -1 && depth === 0) {
      found.push(text.slice(start, index).trim());
      start = index + 1;
    } else if (change === 1 && depth === 1) start = index + 1;
  }
  return found.length === 1 && found[0] === '' ? [] : found;
}

/** The members of an object’s text in their order; repeated keys are kept. */
export function members(text: string): Member[] {
  return pieces(text).map((piece) => {
    const end = stringEnd(piece, 0);
    const value = piece.slice(piece.indexOf(':', end) + 1).trim();
    return { key: JSON.parse(piece.slice(0, end + 1)) as string, text: piece, value };
  });
}
