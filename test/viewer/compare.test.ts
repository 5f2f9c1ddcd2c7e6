import { expect, it } from 'vitest';
import { compareEvents } from '../../src/viewer/model/compare.js';

it('compareEvents names fields that are missing, renamed, of another type and of another value', () => {
  const left = {
    event: 'Message Sent',
    properties: { message_body: 'hi', rating: 5, role: 'agent', only: 1, text: 'x' },
  };
  const right = {
    event: 'Message Sent',
    properties: { messageBody: 'ho', rating: '5', role: 'user', content: 'x', [' a']: [] },
  };
  expect(compareEvents(left, right).map(({ path, difference, right: at }) => [path, difference, at])).toEqual([
    ['event', 'same', 'event'],
    ['properties.message_body', 'renamed', 'properties.messageBody'],
    ['properties.rating', 'other type', 'properties.rating'],
    ['properties.role', 'other value', 'properties.role'],
    ['properties.only', 'only left', undefined],
    ['properties.text', 'renamed', 'properties.content'],
    ['properties. a', 'only right', 'properties. a'],
  ]);
});

it('compareEvents knows the type of a masked value', () => {
  const rows = compareEvents({ rating: '(number)', a: '(text of 3)' }, { rating: '(text of 1)', a: '(text of 4)' });
  expect(rows.map(({ difference }) => difference)).toEqual(['other type', 'other value']);
});
