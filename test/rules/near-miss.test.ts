import { describe, expect, it } from 'vitest';
import { checkOne, messageSent, without } from './check-one.js';

const anonymous = without(messageSent(), 'userId');

describe('near misses: of several wrong names for a field, the one with a usable value counts', () => {
  const hints: readonly (readonly [name: string, record: object, hint: string])[] = [
    [
      'null before a usable id',
      { ...anonymous, anonymous_id: null, user_id: 'u1' },
      'found user_id at the top level; rename it to userId',
    ],
    [
      'null after a usable id',
      { ...anonymous, user_id: 'u1', anonymous_id: null },
      'found user_id at the top level; rename it to userId',
    ],
    [
      'an empty id before a usable one',
      { ...anonymous, user_id: '', anonymous_id: 'a1' },
      'found anonymous_id at the top level; rename it to anonymousId',
    ],
    [
      'a number before a string',
      { ...anonymous, user_id: 4711, anonymous_id: 'a1' },
      'found anonymous_id at the top level; rename it to anonymousId',
    ],
    [
      'an object before a usable id',
      { ...anonymous, userID: { id: 1 }, user_id: 'u1' },
      'found user_id at the top level; rename it to userId',
    ],
    [
      'null in properties before a value at the top level',
      without(messageSent({ conversation_id: 'c1' }, { chat_id: null }), 'none'),
      'found conversation_id at the top level; rename it to conversationId and move it into properties',
    ],
  ];
  it.each(hints)('of several wrong names, the hint names the one with a usable value: %s', (_, record, hint) => {
    const lacksId = hint.includes('conversationId');
    const { properties } = record as { properties: object };
    const checked = lacksId ? { ...record, properties: without(properties, 'conversationId') } : record;
    expect(checkOne(checked).hints).toContain(hint);
  });

  it('an object, an array or null under another name is not suggested for a missing string', () => {
    for (const message of [{ id: 'm1', body: 'hi' }, null, ['hi']]) {
      const record = messageSent({}, { message });
      const properties = without((record as { properties: object }).properties, 'message_body');
      const { rules, hints } = checkOne({ ...record, properties });
      expect(rules).toEqual(['schema/required properties.message_body']);
      expect(hints[0]).toMatch(/^add a string/);
    }
  });

  it('a message_id at the top level does not hide the one in properties', () => {
    const record = messageSent({ message_id: 'x1' }, { message_id: 'm1' });
    const properties = without((record as { properties: object }).properties, 'messageId');
    const { hints, fixed } = checkOne({ ...record, properties });
    expect(hints).toEqual(['found message_id in properties; rename it to messageId']);
    expect(fixed).toMatchObject({ properties: { messageId: 'm1' } });
  });
});

describe('near misses: a hint is unconditional only for what fix does', () => {
  it.each([
    ['two names in one object', { chat_id: 'c1', conversation_id: 'c2' }, {}],
    ['two names in another object', {}, { chat_id: 'c1', conversation_id: 'c2' }],
  ])('the hint has a condition, and fix does not change the record, for %s', (_, properties, call) => {
    const record = { ...messageSent(call), properties: { messageId: 'm1', message_body: 'hi', ...properties } };
    const { hints, fixed } = checkOne(record);
    expect(hints).toHaveLength(1);
    expect(hints[0]).toMatch(/^found \w+ .* if that is what it means$/);
    expect(fixed).toEqual(record);
  });

  it('the hint has a condition, and fix does not change the record, where a top-level message_id may be the id of the call', () => {
    const record = { ...messageSent({ message_id: 'm1' }), properties: { conversationId: 'c1', message_body: 'hi' } };
    const { hints, fixed } = checkOne(record);
    expect(hints).toEqual([
      'found message_id at the top level; rename it to messageId and move it into properties if that is what it means',
    ]);
    expect(fixed).toEqual(record);
  });
});

describe('near misses: an empty id beside one under another name', () => {
  const empty: readonly (readonly [id: string, value: unknown, kind: string])[] = [
    ['userId', '', 'an empty string'],
    ['userId', null, 'null'],
    ['anonymousId', '', 'an empty string'],
    ['anonymousId', null, 'null'],
  ];
  const names = { userId: 'user_id', anonymousId: 'anonymous_id' } as Readonly<Record<string, string>>;

  it.each(empty)('an empty id is replaced by the value under its other name: %s %j', (id, value, kind) => {
    const name = names[id] ?? '';
    const { hints, fixed, left } = checkOne({ ...anonymous, [id]: value, [name]: 'u1' });
    expect(hints).toEqual([`found ${name} at the top level; rename it to ${id} (in place of the one that is ${kind})`]);
    expect({ fixed, left }).toEqual({ fixed: { ...anonymous, [id]: 'u1' }, left: [] });
  });

  it.each(empty)('an empty id is replaced by a number under its other name, as a string: %s %j', (id, value, kind) => {
    const name = names[id] ?? '';
    const { hints, fixed } = checkOne({ ...anonymous, [id]: value, [name]: 4711 });
    expect(hints).toEqual([
      `found ${name} at the top level; rename it to ${id} (in place of the one that is ${kind}) and send it as a string, in double quotes`,
    ]);
    expect(fixed).toEqual({ ...anonymous, [id]: '4711' });
  });

  it('an empty id beside two other names is not replaced, and the hint has a condition', () => {
    const record = { ...anonymous, userId: '', user_id: 'a', userid: 'b' };
    const { hints, fixed } = checkOne(record);
    expect(hints[0]).toMatch(/^found user_id .* if that is what it means$/);
    expect(fixed).toEqual(record);
  });

  it.each(['', null])('an empty userId is not replaced by a user_id of %j', (value) => {
    expect(checkOne({ ...anonymous, userId: '', user_id: value }).hints).toEqual([
      'add userId for a known user, or anonymousId for an unknown one',
    ]);
  });
});

describe('near misses: a value of another type gets both fixes', () => {
  it('a number as the id of a user is renamed and sent as a string', () => {
    const { hints, fixed, left } = checkOne({ ...anonymous, user_id: 4711 });
    expect(hints).toEqual([
      'found user_id at the top level; rename it to userId and send it as a string, in double quotes',
    ]);
    expect(fixed).toMatchObject({ userId: '4711' });
    expect(left).toEqual([]);
  });

  it('a number as the id of a conversation in the wrong place is renamed, moved and sent as a string', () => {
    const record = messageSent({ conversation_id: 42 });
    const properties = without((record as { properties: object }).properties, 'conversationId');
    const { hints, fixed, left } = checkOne({ ...record, properties });
    expect(hints).toEqual([
      'found conversation_id at the top level; rename it to conversationId, move it into properties and send it as a string, in double quotes',
    ]);
    expect(fixed).toMatchObject({ properties: { conversationId: '42' } });
    expect(left).toEqual([]);
  });

  it('a rating in quotes under another name is renamed and sent as a number', () => {
    const record = {
      type: 'track',
      event: 'Feedback Submitted',
      userId: 'u1',
      properties: { conversationId: 'c1', messageId: 'm1', score: '4.5' },
    };
    const { hints, fixed } = checkOne(record);
    expect(hints).toEqual(['found score in properties; rename it to rating and send it as a number, without quotes']);
    expect(fixed).toMatchObject({ properties: { rating: 4.5 } });
  });
});

describe('near misses: properties and event under other names', () => {
  const { properties } = messageSent() as { properties: object };
  const call = { type: 'track', event: 'Message Sent', userId: 'u1' };

  it.each(['props', 'Properties', 'eventProperties', 'event_properties'])('%s is renamed to properties', (name) => {
    const { hints, fixed, left } = checkOne({ ...call, [name]: properties });
    expect(hints).toEqual([`found ${name} at the top level; rename it to properties`]);
    expect({ fixed, left }).toEqual({ fixed: { ...call, properties }, left: [] });
  });

  it('props of an event outside the spec gives one warning', () => {
    const { rules } = checkOne({ ...call, event: 'Order Refunded', props: { conversationId: 'c1' } });
    expect(rules).toEqual(['property/misspelled-name props']);
  });

  it.each(['name', 'eventName', 'event_name'])('%s is renamed to event', (name) => {
    const { hints, fixed, left } = checkOne({ type: 'track', [name]: 'Message Sent', userId: 'u1', properties });
    expect(hints).toEqual([`found ${name} at the top level; rename it to event`]);
    expect({ fixed, left }).toEqual({
      fixed: { type: 'track', event: 'Message Sent', userId: 'u1', properties },
      left: [],
    });
  });

  it('a name without type is an event only if the event is known', () => {
    expect(checkOne({ name: 'Message Sent', userId: 'u1', properties }).hints[0]).toMatch(/^found name/);
    expect(checkOne({ name: 'Bob', age: 7 }).hints[0]).toMatch(/^add type/);
  });

  it('the name of a page or screen is not taken for an event', () => {
    expect(checkOne({ type: 'page', name: 'Home', userId: 'u1' }).rules).toEqual([]);
    expect(checkOne({ type: 'screen', name: 'Home', userId: 'u1' }).rules).toEqual([]);
  });

  it('properties as a JSON string get a hint to send the object itself, and fix parses the string', () => {
    const { hints, fixed, left } = checkOne({ ...call, properties: JSON.stringify(properties) });
    expect(hints).toEqual(['send the object itself, without JSON.stringify or json.dumps']);
    expect({ fixed, left }).toEqual({ fixed: { ...call, properties }, left: [] });
  });

  it.each(['[1]', '"x"', 'not JSON', '{"a":'])('properties as the string %s are not taken for an object', (text) => {
    const { hints, fixed } = checkOne({ ...call, properties: text });
    expect(hints).toEqual(['send an object: {"key": "value"}']);
    expect(fixed).toMatchObject({ properties: text });
  });
});
