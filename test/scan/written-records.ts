/** Numbers from 0 to 1, and what can be made of them. */
export interface Chance {
  /** True once in `times` times. */
  once(times: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  below(limit: number): number;
}

/** Chance that comes out the same for the same seed. */
export function chanceFrom(seed: number): Chance {
  // Marsaglia’s xorshift: zero alone would stay zero.
  let state = Math.imul(seed, 0x9e3779b1) || 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
  return {
    once: (times) => below(times) === 0,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    below,
  };
}

/** How a record is written: as it is sent, or in the oddest way that JSON allows. */
export interface Manner {
  /** Once in how many places there is something odd; 0 for never. */
  readonly spaces: number;
  readonly escapes: number;
  readonly numbers: number;
  readonly repeats: number;
  readonly shuffled: boolean;
}

export const PLAIN: Manner = { spaces: 0, escapes: 0, numbers: 0, repeats: 0, shuffled: false };

/** A manner in which most things are plain, so that not every record is odd. */
export function mannerOf(chance: Chance): Manner {
  return {
    spaces: chance.pick([0, 0, 1, 5]),
    escapes: chance.pick([0, 0, 0, 5, 50]),
    numbers: chance.pick([0, 0, 3]),
    repeats: chance.pick([0, 0, 0, 0, 20]),
    shuffled: chance.once(2),
  };
}

const SPACES = [' ', '  ', '\t', '\r', ' \t ', '                    '];

/** The same number, or one at the edge of what can be kept, written as one may write it. */
function writeNumber(value: number, chance: Chance): string {
  const text = JSON.stringify(value);
  const whole = /^-?\d+$/.test(text);
  return chance.pick([
    text,
    whole ? `${text}.0` : `${text}0`.replace(/(e[^e]*)0$/, '$1'),
    whole ? `${text}e0` : text,
    whole ? `${text}E+0` : text,
    '-0',
    '9007199254740991',
    '9007199254740993',
    '999999999999999',
    '1000000000000000',
    '123456789012345678901234567890',
    '1e400',
    '0.12345678901234567890',
    '1e-7',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '-.1',
    '1e',
    'NaN',
  ]);
}

/** Writes a value as JSON text in a certain manner; now and then it is none. */
export function write(value: unknown, manner: Manner, chance: Chance): string {
  const space = (): string => (manner.spaces > 0 && chance.once(manner.spaces) ? chance.pick(SPACES) : '');
  const escaped = (text: string): string =>
    JSON.stringify(text).replace(/[a-zA-Z0-9 _/-]/g, (char) => {
      if (manner.escapes === 0 || !chance.once(manner.escapes)) return char;
      const code = char.charCodeAt(0).toString(16).padStart(4, '0');
      return chance.pick([
        `\\u${code}`,
        `\\u${code.toUpperCase()}`,
        char === '/' ? '\\/' : char,
        '\\ud83d\\ude00',
        '\\ud83d',
        '\\x',
      ]);
    });
  const written = (inner: unknown): string => {
    if (typeof inner === 'string') return escaped(inner);
    if (typeof inner === 'number' && manner.numbers > 0 && chance.once(manner.numbers))
      return writeNumber(inner, chance);
    if (Array.isArray(inner)) return `[${space()}${inner.map((item) => written(item) + space()).join(`,${space()}`)}]`;
    if (typeof inner !== 'object' || inner === null) return JSON.stringify(inner) ?? 'null';
    const entries = Object.entries(inner);
    if (manner.shuffled) entries.sort(() => chance.below(3) - 1);
    const members = entries.flatMap(([key, member]) => {
      const one = `${space()}${escaped(key)}${space()}:${space()}${written(member)}${space()}`;
      if (manner.repeats === 0 || !chance.once(manner.repeats)) return [one];
      return [one, `${escaped(key)}:${written(chance.pick([member, null, 'x', 1]))}`];
    });
    return `{${members.join(',')}${members.length === 0 ? space() : ''}}`;
  };
  return `${space()}${written(value)}${space()}`;
}

/** Does something to the bytes of a text: flips, drops, doubles, swaps or cuts some of them. */
export function corrupt(text: string, chance: Chance): Buffer {
  const bytes = Buffer.from(text);
  const at = chance.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + chance.below(8));
  const done = chance.below(8);
  if (done === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  if (done === 1) bytes[at] = chance.below(256);
  if (done === 2) return bytes.subarray(0, at);
  if (done === 3) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
  if (done === 4) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  if (done === 5) bytes[at] = chance.pick([...'{}[]",:\\ 019-.eEtfn\u0000\u001f\u007f']).charCodeAt(0);
  if (done === 6) {
    const other = chance.below(bytes.length);
    [bytes[at], bytes[other]] = [bytes[other] ?? 0, bytes[at] ?? 0];
  }
  if (done === 7)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(chance.pick([',', '}', '"', ' {}', '\\u0041', '\u00a0', '\ufeff', ',"type":"track"'])),
      bytes.subarray(at),
    ]);
  return bytes;
}
