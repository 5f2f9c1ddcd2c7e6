import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryAligner } from '../../src/convert/align-history.js';
import { runs } from '../properties/runs.js';

/** The numbers of each list, one aligner for all. */
function aligned(...lists: readonly (readonly number[])[]): (number | undefined)[][] {
  const aligner = new HistoryAligner();
  return lists.map((list) => [...aligner.add(list).numbers]);
}

describe('the alignment of histories', () => {
  it.each([
    ['a request that goes on', [[1], [1, 2, 3]], [[0], [0, 1, 2]]],
    [
      'a retry',
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
    ],
    [
      'a retry of an earlier request',
      [
        [1, 2, 3, 4],
        [1, 2],
      ],
      [
        [0, 1, 2, 3],
        [0, 1],
      ],
    ],
    [
      'a sliding window',
      [
        [1, 2, 3, 4],
        [3, 4, 5],
      ],
      [
        [0, 1, 2, 3],
        [2, 3, 4],
      ],
    ],
    [
      'a window behind a pinned first message',
      [
        [1, 2, 3, 4, 5],
        [1, 4, 5, 6],
      ],
      [
        [0, 1, 2, 3, 4],
        [0, 3, 4, 5],
      ],
    ],
    [
      'an edited question',
      [
        [1, 2, 3, 4],
        [1, 2, 9],
      ],
      [
        [0, 1, 2, 3],
        [0, 1, 4],
      ],
    ],
    [
      'a return to the branch before an edit',
      [
        [1, 2],
        [1, 9],
        [1, 2, 3],
      ],
      [
        [0, 1],
        [0, 2],
        [0, 1, 3],
      ],
    ],
    [
      'words that are said twice',
      [
        [7, 2],
        [7, 2, 7, 3],
        [7, 2, 7, 3, 7],
      ],
      [
        [0, 1],
        [0, 1, 2, 3],
        [0, 1, 2, 3, 4],
      ],
    ],
    [
      'a log of what is new',
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    [
      'words that are said twice in a log of what is new',
      [
        [1, 2],
        [3, 4],
        [3, 5],
      ],
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    [
      'a summary of the first messages',
      [
        [1, 2, 3, 4, 5],
        [99, 4, 5, 6],
      ],
      [
        [0, 1, 2, 3, 4],
        [undefined, 3, 4, 5],
      ],
    ],
    ['nothing', [[], [1], []], [[], [0], []]],
  ])('the alignment of histories knows %s', (_, lists, numbers) => {
    expect(aligned(...lists)).toEqual(numbers);
  });

  it('the alignment of histories gives every message once, through windows and retries', () => {
    const conversation = fc.record({
      /** Few different words, so that they repeat; but the first is one by itself. */
      words: fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
      requests: fc.array(fc.record({ grows: fc.integer({ min: 0, max: 4 }), window: fc.nat(5), retries: fc.nat(2) }), {
        minLength: 1,
        maxLength: 20,
      }),
    });
    fc.assert(
      fc.property(conversation, ({ words, requests }) => {
        // Words that differ from their neighbours: a window of equal ones has no single place.
        const keys = words.map((word, index) => index * 10 + word);
        const aligner = new HistoryAligner();
        let end = 0;
        let known = 0;
        for (const { grows, window, retries } of requests) {
          end = Math.min(keys.length, end + grows);
          // A window that has lost all that is known tells nothing.
          const start = window > 2 ? Math.max(0, known - window) : 0;
          const list = keys.slice(start, end);
          if (list.length === 0) continue;
          for (let time = 0; time <= retries; time++) {
            expect(aligner.add(list).numbers).toEqual(list.map((_, index) => start + index));
          }
          known = end;
        }
        expect(aligner.size).toBe(known);
      }),
      { ...runs(300), endOnFailure: true },
    );
  });

  it('the alignment of histories gives every message once where words repeat and each request has the whole history', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 40 }), fc.array(fc.boolean()), (keys, retries) => {
        const aligner = new HistoryAligner();
        for (let end = 1; end <= keys.length; end += 2) {
          aligner.add(keys.slice(0, end));
          if (retries[end] === true) aligner.add(keys.slice(0, end));
        }
        const last = keys.length % 2 === 0 ? keys.length - 1 : keys.length;
        expect(aligner.size).toBe(last);
      }),
      { ...runs(300), endOnFailure: true },
    );
  });

  it('the alignment of histories never gives a number to two entries of one list', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(4), { maxLength: 12 }), { maxLength: 12 }), (lists) => {
        const aligner = new HistoryAligner();
        for (const list of lists) {
          const { numbers } = aligner.add(list);
          const known = numbers.filter((number) => number !== undefined);
          expect(numbers).toHaveLength(list.length);
          expect(new Set(known).size).toBe(known.length);
        }
      }),
      { ...runs(500), endOnFailure: true },
    );
  });
});
