import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeedbackRatings, ratingIn } from '../../../src/report/html/feedback-ratings.js';

function fromBytes(...texts: string[]) {
  const ratings = new FeedbackRatings();
  const other = '{"rating":9}';
  for (const text of texts) {
    const bytes = Buffer.from(`${other}${text}${other}`);
    ratings.add(ratingIn(bytes, other.length, bytes.length - other.length));
  }
  return ratings.counts();
}

const NONE = { shown: [], total: 0 };

describe('the ratings of feedback', () => {
  it('FeedbackRatings reads the same ratings from bytes as from values', () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom('"rating":5', '\\"rating\\": 1', 'rating', '"rating"'));
    const feedback = fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), texts, texts, fc.constantFrom(undefined, 1, '\t'))
      .map(([rating, before, after, space]) => ({
        value: { rating },
        text: JSON.stringify({ before, properties: { note: after, rating }, after: 'x' }, undefined, space),
      }));
    fc.assert(
      fc.property(fc.array(feedback, { maxLength: 5 }), (all) => {
        const built = new FeedbackRatings();
        // A text that is exactly the key makes it stand there twice; then it is not read.
        for (const { value, text } of all) built.add(text.split('"rating"').length > 2 ? undefined : value.rating);
        expect(fromBytes(...all.map(({ text }) => text))).toEqual(built.counts());
      }),
    );
  });

  it.each([
    ['{"properties":{"rating":"5"}}', 'a text'],
    ['{"rating":1,"properties":{"rating":5}}', 'there twice'],
    ['{"properties":{"note":"rating"}}', 'no key'],
    ['{"properties":{}}', 'missing'],
    ['{"properties":{"rating":1e400}}', 'beyond all numbers'],
    ['{"properties":{"rating":-1e308}}', 'so great that sums of it are no numbers'],
  ])('FeedbackRatings leaves out the rating of %s: %s', (text) => {
    expect(fromBytes(text)).toEqual({ events: 1, rated: 0, ratings: NONE, byRelease: NONE });
  });

  it('FeedbackRatings counts the ratings in ascending order, with their mean', () => {
    expect(fromBytes('{"rating":5}', '{"rating" : -1.5 }', '{"rating":\n5}', '{"rating":null}')).toEqual({
      events: 4,
      rated: 3,
      ratings: {
        shown: [
          { rating: -1.5, count: 1 },
          { rating: 5, count: 2 },
        ],
        total: 2,
      },
      mean: 8.5 / 3,
      byRelease: NONE,
    });
  });

  it('FeedbackRatings counts the ratings of each release, if any is named', () => {
    const ratings = new FeedbackRatings();
    ratings.add(5, '2.4.0');
    ratings.add(1, '2.5.0');
    ratings.add(2, '2.5.0');
    ratings.add('3', '2.5.0');
    expect(ratings.counts().byRelease.shown).toEqual([
      { name: '2.5.0', rated: 2, mean: 1.5 },
      { name: '2.4.0', rated: 1, mean: 5 },
    ]);
  });
});
