import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadExcerpt } from '../../../src/report/html/payload-excerpt.js';

const MASKED = { showValues: false };

/** All texts and numbers among the values of a JSON value. */
function valuesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(valuesIn);
}

describe('a record as a report shows it', () => {
  it('payloadExcerpt masks the texts and numbers of a record, except those that identify the record', () => {
    const event = {
      type: 'track',
      event: 'Feedback Submitted',
      userId: 'eva@example.com',
      messageId: 'evt-1',
      timestamp: '2024-05-15T15:00:00.000Z',
      properties: { conversationId: 'c1', messageId: 'm1', rating: 5, comment: 'Great 🙏', tags: ['a', { b: true }] },
      context: { ip: '192.0.2.1', none: null },
    };
    expect(payloadExcerpt(event, MASKED)).toEqual({
      type: 'track',
      event: 'Feedback Submitted',
      userId: '(text of 15)',
      messageId: '(text of 5)',
      timestamp: '2024-05-15T15:00:00.000Z',
      properties: {
        conversationId: 'c1',
        messageId: 'm1',
        rating: '(number)',
        comment: '(text of 7)',
        tags: ['(text of 1)', { b: true }],
      },
      context: { ip: '(text of 9)', none: null },
    });
  });

  it('payloadExcerpt shows type, action, timestamp and event only where they have the right form', () => {
    const record = { type: 'my secret', action: 'my secret', timestamp: 'my secret', event: ['my secret'] };
    expect(payloadExcerpt(record, MASKED)).toEqual({
      type: '(text of 9)',
      action: '(text of 9)',
      timestamp: '(text of 9)',
      event: ['(text of 9)'],
    });
  });

  it('payloadExcerpt never contains another text or a number of the record, whatever the record', () => {
    const secret = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `S3CRET${text}`);
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'medium' },
        secret,
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any')),
        fc.dictionary(fc.string({ maxLength: 10 }), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('type', 'properties', 'traits', 'context', 'userId', '__proto__'), value),
        (record) => {
          const excerpt = payloadExcerpt(record, MASKED);
          expect(JSON.stringify(excerpt)).not.toContain('S3CRET');
          expect(valuesIn(excerpt).filter((one) => typeof one === 'number')).toEqual([]);
        },
      ),
    );
  });

  it('payloadExcerpt stays short however large the record, and still contains the fields at fault', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, 'x'.repeat(1000)]));
    const record = { ...many, properties: { ...many, list: Array.from({ length: 5000 }, () => many) } };
    for (const showValues of [false, true]) {
      const pointers = ['/properties/key4999', '/key4000', '/properties/list/3/key4444'];
      const excerpt = payloadExcerpt(record, { showValues, pointers });
      expect(JSON.stringify(excerpt).length).toBeLessThan(60_000);
      expect(excerpt).toHaveProperty('key4000');
      expect(excerpt).toHaveProperty(['properties', 'key4999']);
      expect(excerpt).toHaveProperty('…');
    }
  });

  it('payloadExcerpt marks what was cut from lists and levels', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 30; level++) deep = { deep };
    expect(payloadExcerpt({ list: Array.from({ length: 12 }, () => true) }, MASKED)).toEqual({
      list: [...Array.from({ length: 10 }, () => true), '… 2 more'],
    });
    expect(JSON.stringify(payloadExcerpt({ deep }, MASKED))).toMatch(/\{"…":"deeper"\}\}+$/);
  });

  it('payloadExcerpt with values shown changes only texts that are too long', () => {
    const record = { userId: 'u1', properties: { rating: 5, body: 'a\u0000</script>', long: 'é'.repeat(1500) } };
    expect(payloadExcerpt(record, { showValues: true })).toEqual({
      userId: 'u1',
      properties: { rating: 5, body: 'a\u0000</script>', long: `${'é'.repeat(1000)}… (500 more characters)` },
    });
  });
});
