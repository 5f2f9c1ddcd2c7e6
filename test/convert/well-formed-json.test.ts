import { describe, expect, it } from 'vitest';
import { wellFormedJson } from '../../src/convert/well-formed-json.js';

describe('wellFormedJson', () => {
  it.each([
    ['a value', { id: 'a\ud800' }, '{"id":"a\ufffd"}'],
    ['a value in a list in an object', { a: { b: ['\udc00x'] } }, '{"a":{"b":["\ufffdx"]}}'],
    ['a key', { 'k\ud83d': 1 }, '{"k\ufffd":1}'],
    ['both halves in the wrong order', { id: '\ude4f\ud83d' }, '{"id":"\ufffd\ufffd"}'],
  ])('replaces halves of surrogate pairs in %s', (_, record, json) => {
    expect(wellFormedJson(record)).toBe(json);
  });

  it.each([
    ['whole pairs', { id: '🙏' }],
    ['text that looks like an escape', { id: '\\ud800' }],
    ['the key __proto__', JSON.parse('{"__proto__":{"a":"\\\\ud800"}}')],
  ])('keeps %s', (_, record) => {
    expect(wellFormedJson(record)).toBe(JSON.stringify(record));
  });
});
