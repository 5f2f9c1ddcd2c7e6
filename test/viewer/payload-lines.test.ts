import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedEvent } from '../../src/viewer/model/mask.js';
import { payloadLines } from '../../src/viewer/model/payload-lines.js';
import { problemAt } from './checked.js';

const EVENT = { type: 'track', properties: { items: [{ id: 'a' }, { id: 7 }], note: 'x' } };

/** The lines with problems, as key and text. */
function marked(event: Readonly<Record<string, unknown>>, pointers: readonly string[]) {
  const problems = pointers.map((pointer) => problemAt(pointer));
  return payloadLines(event, problems)
    .filter((line) => line.problems.length > 0)
    .map(({ key, text, depth }) => [key, text, depth]);
}

describe('payloadLines', () => {
  it('payloadLines returns the lines of the JSON of an event', () => {
    const law = (event: Readonly<Record<string, unknown>>): void => {
      const text = payloadLines(event, []).map(({ key, text }) =>
        key === undefined ? text : `${JSON.stringify(key)}:${text}`,
      );
      expect(JSON.parse(text.join(''))).toEqual(JSON.parse(JSON.stringify(event)));
    };
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), law));
  });

  it('payloadLines puts each problem at its field', () => {
    expect(marked(EVENT, ['/properties/items/1/id'])).toEqual([['id', '7', 4]]);
    expect(marked(EVENT, ['/properties/items'])).toEqual([['items', '[', 2]]);
    expect(marked(EVENT, [''])).toEqual([[undefined, '{', 0]]);
  });

  it('payloadLines adds a line for a missing field', () => {
    expect(marked(EVENT, ['/properties/rating', '/properties/items/0/name'])).toEqual([
      ['name', 'missing', 4],
      ['rating', 'missing', 2],
    ]);
    expect(marked(EVENT, ['/context/page/url'])).toEqual([['context', 'missing', 1]]);
    expect(marked({}, ['/event'])).toEqual([['event', 'missing', 1]]);
    // What nothing can stand in, and lists, of which a report shows only the beginning.
    expect(marked(EVENT, ['/type/name', '/properties/items/40/id'])).toEqual([
      ['type', '"track",', 1],
      ['items', '[', 2],
    ]);
  });

  it('payloadLines shows every problem, whatever its pointer', () => {
    const pointers = fc.array(fc.stringMatching(/^(\/(a|b|0|~0|~1|toString)){0,4}$/), { maxLength: 6 });
    const value = fc.dictionary(fc.constantFrom('a', 'b', '~', '/', '0'), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(value, pointers, (event, all) => {
        const lines = payloadLines(
          event,
          all.map((pointer) => problemAt(pointer)),
        );
        expect(lines.flatMap(({ problems }) => problems)).toHaveLength(all.length);
      }),
    );
  });

  it('payloadLines cuts long events, but no line with a problem', () => {
    const items = Array.from({ length: 5000 }, (_, index) => index);
    const lines = payloadLines({ items }, [problemAt('/items/4321')]);
    expect(lines.length).toBeLessThan(1010);
    expect(lines.find(({ problems }) => problems.length > 0)?.text).toBe('4321,');
    expect(lines.at(-1)?.text).toBe('4003 more lines');
  });
});

describe('maskedEvent', () => {
  it('maskedEvent holds no text of the event', () => {
    const words = fc.stringMatching(/^secret [a-z]{3,20}$/);
    const texts = fc.dictionary(
      fc.constantFrom('message_body', 'email', 'role2', 'note'),
      fc.oneof(words, fc.array(words)),
    );
    fc.assert(
      fc.property(texts, texts, words, (properties, traits, text) => {
        const event = {
          type: 'track',
          userId: 'u1',
          properties,
          traits,
          context: { page: { title: text } },
          extra: text,
        };
        expect(JSON.stringify(maskedEvent(event))).not.toContain('secret');
      }),
    );
  });

  it('maskedEvent keeps names and ids', () => {
    const event = {
      type: 'track',
      event: 'Feedback Submitted',
      userId: 'u1',
      timestamp: '2026-01-01T00:00:00Z',
      properties: { conversationId: 'c1', messageId: 'm1', rating: 4, comment: 'so so', score: 9 },
    };
    const properties = { ...event.properties, comment: '(text of 5)', score: '(number)' };
    expect(maskedEvent(event)).toEqual({ ...event, properties });
  });
});
