import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { conversationIdOf, isConversationIdName } from '../../src/record/conversation-id.js';
import { normalName } from '../../src/text/normal-name.js';

it('isConversationIdName knows the names that the schema of track calls lists', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schemas/calls/track.schema.json', import.meta.url), 'utf8'));
  const aliases: string[] = schema.properties.properties.properties.conversationId['x-aliases'];
  expect(new Set(aliases.map(normalName))).toEqual(new Set(['conversationid', 'chatid', 'threadid']));
  expect(aliases.filter((alias) => !isConversationIdName(alias))).toEqual([]);
  expect(['id', 'messageId', 'conversation'].filter(isConversationIdName)).toEqual([]);
});

it.each([
  [{ properties: { conversationId: 'c1', chat_id: 'c2' } }, 'c1'],
  [{ properties: { conversationId: 7, chat_id: 'c2' } }, undefined],
  [{ properties: { chat_id: 'c2' } }, 'c2'],
  [{ properties: { chat_id: 'c2', threadId: 'c3' } }, undefined],
  [{ properties: { chat_id: 'c2', threadId: 'c2' } }, 'c2'],
  [{ conversationId: 'c4', properties: {} }, 'c4'],
  [{ conversation_id: '' }, undefined],
  [{ properties: { chat_id: 'undefined' } }, undefined],
  [undefined, undefined],
])('conversationIdOf of %j is %j', (value, id) => {
  expect(conversationIdOf(value, [])).toBe(id);
});

it('conversationIdOf takes the text of a missing value for an id only where no problem says what it is', () => {
  const value = { properties: { conversationId: 'undefined', messageId: 'None' } };
  const problem = { rule: 'value/placeholder', pointer: '/properties/conversationId' };
  expect(conversationIdOf(value, [problem])).toBeUndefined();
  expect(conversationIdOf(value, [{ ...problem, pointer: '/properties/messageId' }])).toBe('undefined');
  expect(conversationIdOf(value, [])).toBe('undefined');
});
