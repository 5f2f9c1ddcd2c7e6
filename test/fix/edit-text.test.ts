import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/fix/edit-text.js';
import { editText } from '../../src/fix/edit-text.js';

const renamed: Edit = { kind: 'rename', object: '/properties', from: 'a', to: 'b' };
const moved: Edit = { kind: 'move', object: '', from: 'role', into: '/properties', to: 'role' };
const typed: Edit = { kind: 'add', object: '', name: 'type', literal: '"track"', first: true };

const PRETTY = `{
  "event": "E",
  "properties": {
    "a": 1
  },
  "role": "agent"
}`;

describe('an edit of a text', () => {
  const cases: readonly (readonly [name: string, edit: Edit, before: string, after: string])[] = [
    [
      'renames a key',
      renamed,
      '{"properties" : { "a" : 1.0e0 , "c":[] } }',
      '{"properties" : { "b" : 1.0e0 , "c":[] } }',
    ],
    ['renames a key that is written with an escape', renamed, '{"properties":{"\\u0061":1}}', '{"properties":{"b":1}}'],
    [
      'replaces a value',
      { kind: 'replace', pointer: '/event', literal: '"F"' },
      '{"event":  "E" }',
      '{"event":  "F" }',
    ],
    ['adds in front', typed, '{"event":"E"}', '{"type":"track","event":"E"}'],
    [
      'adds in front, spaced as its neighbours',
      typed,
      '{ "event": "E", "x": 1}',
      '{ "type": "track", "event": "E", "x": 1}',
    ],
    [
      'adds in front, on a line of its own',
      typed,
      PRETTY,
      PRETTY.replace('  "event"', '  "type": "track",\n  "event"'),
    ],
    [
      'moves the last member',
      moved,
      '{"properties":{"a":1},"role":"x\\u0041"}',
      '{"properties":{"a":1,"role":"x\\u0041"}}',
    ],
    ['moves the first member', moved, '{"role": "x", "properties": {"a": 1}}', '{"properties": {"a": 1, "role": "x"}}'],
    ['moves into an empty object', moved, '{"properties":{ },"role":7}', '{"properties":{"role":7}}'],
    [
      'moves on a line of its own',
      moved,
      PRETTY,
      '{\n  "event": "E",\n  "properties": {\n    "a": 1,\n    "role": "agent"\n  }\n}',
    ],
    ['removes the only member', { kind: 'remove', object: '/p', name: 'a' }, '{"p":{ "a": 1 }}', '{"p":{}}'],
    [
      'removes a member in the middle',
      { kind: 'remove', object: '', name: 'b' },
      '{"a":1, "b":2, "c":3}',
      '{"a":1, "c":3}',
    ],
  ];

  it.each(cases)('%s', (_, edit, before, after) => {
    expect(editText(before, [edit])?.text).toBe(after);
  });

  it('is not made where its place is taken, where nothing is there, and where nobody can say which is meant', () => {
    expect(editText('{"properties":{"a":1,"b":2}}', [renamed])).toBeUndefined();
    expect(editText('{"properties":{"a":1,"a":2}}', [renamed])).toBeUndefined();
    expect(editText('{"properties":{}}', [renamed])).toBeUndefined();
    expect(editText('{"a":1}', [renamed])).toBeUndefined();
    expect(editText('{"properties":[],"role":1}', [moved])).toBeUndefined();
    expect(editText('{"properties":{"role":1},"role":1}', [moved])).toBeUndefined();
    expect(editText('{"type":1}', [typed])).toBeUndefined();
  });

  it('tells what was where, and how it was written', () => {
    expect(editText('{"properties":{},"role":"x"}', [moved])?.changes).toEqual([
      { from: '/role', to: '/properties/role', before: '"x"', after: '"x"' },
    ]);
  });
});
