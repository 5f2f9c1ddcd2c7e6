import { expect, it } from 'vitest';
import { locate } from '../../src/record/locate.js';

const TEXT = '{"type":"track","list":[1,{"a":"x \\" y"}],"properties":{"note":"say \\"hi\\"","rating":5}}';

it('locate finds members of objects and lists', () => {
  const found = (pointer: string) => {
    const { start, end } = locate(TEXT, pointer);
    return TEXT.slice(start, end);
  };
  expect(found('/list/1/a')).toBe('"x \\" y"');
  expect(found('/properties/rating')).toBe('5');
  expect(found('/properties/none')).toBe('{"note":"say \\"hi\\"","rating":5}');
});

it('locate ends for a text that is cut off anywhere, also within a string', () => {
  for (let length = 0; length < TEXT.length; length++) {
    for (const pointer of ['', '/list/1/a', '/properties/rating', '/none']) {
      const { start, end } = locate(TEXT.slice(0, length), pointer);
      expect(end, `${pointer} in the first ${length} characters`).toBeGreaterThanOrEqual(start);
    }
  }
});
