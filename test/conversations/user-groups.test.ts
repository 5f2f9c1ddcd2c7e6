import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserGroups } from '../../src/conversations/user-groups.js';
import { runs } from '../properties/runs.js';

const ROW_WORDS = 3;

test('UserGroups finds the rows of each user, whatever their hashes have in common', () => {
  const word = fc.oneof(fc.nat(3), fc.constantFrom(16, 32, 0xffffffff));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 60 }), fc.tuple(word, word), (users, other) => {
      const words = Uint32Array.from(users.flatMap(([a, b], number) => [a, b, number]));
      const groups = new UserGroups(words, ROW_WORDS, users.length);
      expect([...groups.records].sort((a, b) => a - b)).toEqual([...users.keys()]);
      for (const [a, b] of [...users, other]) {
        const expected = [...users.keys()].filter((number) => users[number]?.[0] === a && users[number]?.[1] === b);
        expect([...groups.of(Uint32Array.of(9, a, b), 1)]).toEqual(expected);
      }
    }),
    runs(1000),
  );
});
