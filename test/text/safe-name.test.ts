import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/text/json-text.js';
import { safeName, safeText } from '../../src/text/safe-name.js';

const HIDDEN: readonly (readonly [string, string])[] = [
  ['a control character', '\u0007'],
  ['an escape sequence', '\u001b'],
  ['a C1 control', '\u009b'],
  ['a soft hyphen', '\u00ad'],
  ['a grapheme joiner', '\u034f'],
  ['a Hangul filler', '\u3164'],
  ['a Mongolian vowel separator', '\u180e'],
  ['a zero-width space', '\u200b'],
  ['a right-to-left override', '\u202e'],
  ['a bidirectional isolate', '\u2066'],
  ['a byte order mark', '\ufeff'],
  ['a language tag', '\u{e0001}'],
  ['a tag letter', '\u{e0041}'],
];

describe('safe text', () => {
  it.each(HIDDEN)('leaves out %s', (_, hidden) => {
    expect(safeText(`a${hidden}b`)).toBe('ab');
    expect(safeName(`a${hidden}b`)).toBe('ab');
  });

  it.each(HIDDEN)('is JSON with %s escaped, which parses to the same value', (_, hidden) => {
    const text = jsonText(`a${hidden}b`);
    expect(text).not.toContain(hidden);
    expect(JSON.parse(text)).toBe(`a${hidden}b`);
  });

  it.each(['größe', '日本', 'naïve', '😀', '👩🏽', '❤️', 'עברית', 'a\u0301'])('keeps %s', (name) => {
    expect(safeName(name)).toBe(name);
  });
});
