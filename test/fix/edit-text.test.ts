import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/fix/edit-text.js';
import { EditableText } from '../../src/fix/edit-text.js';

function editText(text: string, edits: readonly Edit[]) {
  const editable = new EditableText(text);
  const changes = editable.apply(edits);
  return { text: editable.toString(), changes };
}

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

describe('EditableText', () => {
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
    expect(editText(before, [edit]).text).toBe(after);
  });

  it.each<[what: string, before: string, edit: Edit]>([
    ['the new name is taken', '{"properties":{"a":1,"b":2}}', renamed],
    ['the key is repeated', '{"properties":{"a":1,"a":2}}', renamed],
    ['the key is missing', '{"properties":{}}', renamed],
    ['the object is missing', '{"a":1}', renamed],
    ['the target is not an object', '{"properties":[],"role":1}', moved],
    ['the name is taken in the target', '{"properties":{"role":1},"role":1}', moved],
    ['the added key is there', '{"type":1}', typed],
    ['the replaced value is missing', '{"a":[1]}', { kind: 'replace', pointer: '/a/1', literal: '2' }],
  ])('makes no edit if %s', (_what, before, edit) => {
    expect(editText(before, [edit])).toEqual({ text: before, changes: undefined });
  });

  it.each<[what: string, edits: readonly Edit[]]>([
    ['a rename', [renamed]],
    ['a replacement in an object that was read', [renamed, { kind: 'replace', pointer: '/properties', literal: '1' }]],
    ['a move', [moved]],
    ['a removal in front', [{ kind: 'remove', object: '', name: 'event' }]],
    ['a removal at the end', [{ kind: 'remove', object: '', name: 'role' }]],
    ['a removal of the only member', [{ kind: 'remove', object: '/properties', name: 'a' }]],
    ['an addition in front', [typed]],
    [
      'an addition to an empty object',
      [
        { kind: 'add-object', object: '', name: 'o' },
        { ...typed, object: '/o' },
      ],
    ],
  ])('undoes %s if a later edit cannot be made', (_what, edits) => {
    const impossible: Edit = { kind: 'remove', object: '', name: 'none' };
    expect(editText(PRETTY, edits).changes).toHaveLength(edits.length);
    expect(editText(PRETTY, [...edits, impossible])).toEqual({ text: PRETTY, changes: undefined });
  });

  it('adds an object only where none is', () => {
    const added: Edit = { kind: 'add-object', object: '', name: 'o' };
    expect(editText('{"a":1}', [added, added])).toMatchObject({ text: '{"a":1,"o":{}}', changes: [{ to: '/o' }] });
    expect(editText('{"o":1}', [added]).changes).toBeUndefined();
  });

  it('returns the places and literals before and after', () => {
    expect(editText('{"properties":{},"role":"x"}', [moved]).changes).toEqual([
      { from: '/role', to: '/properties/role', before: '"x"', after: '"x"' },
    ]);
  });

  it('keeps white space around the record', () => {
    expect(editText(' {"a":1}\r\n', [{ kind: 'rename', object: '', from: 'a', to: 'b' }]).text).toBe(' {"b":1}\r\n');
  });
});
