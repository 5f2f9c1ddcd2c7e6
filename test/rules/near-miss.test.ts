import { describe, expect, it } from 'vitest';
import { checkOne, messageSent, without } from './check-one.js';

const anonymous = without(messageSent(), 'userId');
const messageProperties = (messageSent() as { properties: object }).properties;

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
      'the text of a missing value before a usable id',
      { ...anonymous, user_id: 'undefined', anonymous_id: 'a1' },
      'found anonymous_id at the top level; rename it to anonymousId',
    ],
    [
      'the text of a missing value after a usable id',
      { ...anonymous, user_id: 'u1', anonymous_id: 'None' },
      'found user_id at the top level; rename it to userId',
    ],
    [
      'the text of a missing value in properties before a usable id',
      { ...anonymous, anonymous_id: 'a1', properties: { ...messageProperties, userId: 'undefined' } },
      'found anonymous_id at the top level; rename it to anonymousId',
    ],
    [
      'null in properties before a usable id',
      { ...anonymous, anonymous_id: 'a1', properties: { ...messageProperties, userId: null } },
      'found anonymous_id at the top level; rename it to anonymousId',
    ],
    [
      'the text of a missing value before an id in another place',
      {
        ...without(messageSent(), 'none'),
        thread_id: 'c1',
        properties: { ...messageProperties, chat_id: ' undefined ' },
      },
      'found thread_id at the top level; rename it to conversationId and move it into properties',
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
    for (const message of [{ html: '<p>hi</p>' }, null, ['hi'], { text: null }]) {
      const record = messageSent({}, { message });
      const properties = without((record as { properties: object }).properties, 'message_body');
      const { rules, hints } = checkOne({ ...record, properties });
      expect(rules).toEqual(['schema/required properties.message_body']);
      expect(hints[0]).toMatch(/^add a string/);
    }
  });

  it.each([
    ['a zero-width space', 'messageId\u200b'],
    ['a byte order mark', '\ufeffmessageId'],
    ['a joiner inside', 'message\u200dId'],
    ['a no-break space', 'messageId\u00a0'],
    ['a space', ' messageId'],
  ])('a field whose name looks right, with %s: the hint says that something in it is not seen', (_, key) => {
    const record = messageSent({}, { [key]: 'm1' });
    const properties = without((record as { properties: object }).properties, 'messageId');
    const { hints, fixed } = checkOne({ ...record, properties });
    expect(hints).toEqual([
      'found messageId, which contains an invisible character or a space, in properties; rename it to messageId',
    ]);
    expect(fixed).toMatchObject({ properties: { messageId: 'm1' } });
  });

  it('an optional field whose name looks right: the message says that something in it is not seen', () => {
    const { messages } = checkOne(messageSent({}, { 'role\u200b': 'customer' }));
    expect(messages).toEqual(['a key looks like role, but contains an invisible character or a space']);
  });

  it.each([
    ['before', { value: 'good', score: '5' }],
    ['after', { score: '5', value: 'good' }],
    ['before, as a number', { value: 'good', score: 5 }],
    ['before, twice', { value: 'good', stars: true, score: '5' }],
  ])('a word does not stand for a number where a number is under another name: %s', (_, names) => {
    const call = { type: 'track', event: 'Feedback Submitted', userId: 'u1' };
    const { hints, fixed, left } = checkOne({
      ...call,
      properties: { conversationId: 'c1', messageId: 'm1', ...names },
    });
    expect(hints[0]).toMatch(/^found score in properties; rename it to rating(?: and send it as a number.*)?$/);
    expect(fixed).toMatchObject({ properties: { rating: 5 } });
    expect(left).not.toContain('schema/required properties.rating');
  });

  it('the text of a missing value under another name or in an object is not suggested for a missing id', () => {
    for (const other of [{ chat_id: 'undefined' }, { conversation: { id: 'null' } }]) {
      const record = { ...messageSent(), properties: { ...without(messageProperties, 'conversationId'), ...other } };
      const { rules, hints, fixed } = checkOne(record);
      expect(rules).toEqual(['schema/required properties.conversationId']);
      expect(hints[0]).not.toContain('found');
      expect(fixed).toEqual(record);
    }
    expect(checkOne(messageSent({}, { conversationId: 'undefined', chat_id: 'null' })).hints[0]).not.toContain('found');
  });

  it('of several values in objects, the usable one counts', () => {
    const message = { id: 'undefined', message_id: 'm1', body: 'hi' };
    const { fixed, left } = checkOne({ ...messageSent(), properties: { conversationId: 'c1', message } });
    expect({ fixed, left }).toMatchObject({ fixed: { properties: { messageId: 'm1', message_body: 'hi' } }, left: [] });
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

describe('near misses: an empty field beside its value elsewhere', () => {
  const kinds = [
    ['', 'an empty string', 'schema/min-length'],
    [null, 'null', 'schema/type'],
  ] as const;
  const fields: readonly (readonly [name: string, alias: string, value: unknown])[] = [
    ['conversationId', 'conversation_id', 'c1'],
    ['messageId', 'message_id', 'm1'],
    ['role', 'sender', 'guest'],
  ];
  const rows = kinds.flatMap(([empty, kind, rule]) => fields.map((field) => [...field, empty, kind, rule] as const));

  it.each(rows)('%s takes the value of %s (%j) where its own is %j', (name, alias, value, empty, kind, rule) => {
    const { rules, hints, fixed, left } = checkOne(messageSent({}, { [name]: empty, [alias]: value }));
    expect(rules).toEqual([`${rule} properties.${name}`]);
    expect(hints).toEqual([`found ${alias} in properties; rename it to ${name} (in place of the one that is ${kind})`]);
    expect({ fixed, left }).toEqual({ fixed: messageSent({}, { [name]: value }), left: [] });
  });

  it('a null message_body takes the value of text', () => {
    const { hints, fixed } = checkOne(messageSent({}, { message_body: null, text: 'hello' }));
    expect(hints).toEqual(['found text in properties; rename it to message_body (in place of the one that is null)']);
    expect(fixed).toEqual(messageSent({}, { message_body: 'hello' }));
  });

  it.each(['', null])('a rating of %j takes the number under another name', (empty) => {
    const feedback = { type: 'track', event: 'Feedback Submitted', userId: 'u1' };
    const properties = { conversationId: 'c1', messageId: 'm1' };
    const { fixed, left } = checkOne({ ...feedback, properties: { ...properties, rating: empty, score: '4' } });
    expect({ fixed, left }).toEqual({ fixed: { ...feedback, properties: { ...properties, rating: 4 } }, left: [] });
  });

  it.each(kinds)('a conversationId of %j takes the one at the top level', (empty, kind) => {
    const { hints, fixed } = checkOne(messageSent({ conversationId: 'c2' }, { conversationId: empty }));
    expect(hints).toEqual([
      `found conversationId at the top level; move it into properties (in place of the one that is ${kind})`,
    ]);
    expect(fixed).toEqual(messageSent({}, { conversationId: 'c2' }));
  });

  it('an empty userId takes the one in properties', () => {
    const record = { ...messageSent({ userId: '' }, { userId: 'u2' }) };
    expect(checkOne(record).fixed).toEqual(messageSent({ userId: 'u2' }));
  });

  it('a conversationId that is the text of a missing value takes the value under another name', () => {
    const { rules, hints, fixed } = checkOne(messageSent({}, { conversationId: 'undefined', conversation_id: 'c1' }));
    expect(rules).toEqual(['value/placeholder properties.conversationId']);
    expect(hints).toEqual([
      'found conversation_id in properties; rename it to conversationId (in place of the one that is "undefined")',
    ]);
    expect(fixed).toEqual(messageSent());
  });

  it('an empty conversationId is not replaced where two other names have a value, and the hint has a condition', () => {
    const record = messageSent({}, { conversationId: '', chat_id: 'c1', thread_id: 'c2' });
    const { hints, fixed } = checkOne(record);
    expect(hints[0]).toMatch(/^found chat_id .* if that is what it means$/);
    expect(fixed).toEqual(record);
  });

  it.each([
    ['an empty value', { conversationId: '', conversation_id: '' }, {}],
    ['null at the top level', { conversationId: '' }, { conversationId: null }],
  ])('an empty conversationId is not replaced by %s', (_, properties, call) => {
    expect(checkOne(messageSent(call, properties)).hints).toEqual(['give it a value']);
  });

  it('a message_body that is empty, and may be, is not replaced', () => {
    expect(checkOne(messageSent({}, { message_body: '', text: 'hi' })).rules).toEqual([]);
  });
});

describe('near misses: missing fields in an object that stands for them', () => {
  const call = { type: 'track', event: 'Message Sent', userId: 'u1' };

  it('id and body of a message are its messageId and message_body', () => {
    const { hints, fixed, left } = checkOne({
      ...call,
      properties: { conversationId: 'c1', message: { id: 'm1', body: 'hi', html: true } },
    });
    expect(hints).toEqual([
      'found id in properties.message; rename it to messageId and move it into properties',
      'found body in properties.message; rename it to message_body and move it into properties',
    ]);
    expect({ fixed, left }).toEqual({ fixed: messageSent({}, { message: { html: true } }), left: [] });
  });

  it('objects at the top level stand for fields of properties', () => {
    const { fixed, left } = checkOne({
      ...call,
      conversation: { id: 7 },
      message: { messageId: 'm1', text: 'hi' },
      properties: { plan: 'pro' },
    });
    expect({ fixed, left }).toEqual({
      fixed: messageSent({ conversation: {}, message: {} }, { plan: 'pro', conversationId: '7' }),
      left: [],
    });
  });

  it('the id of a user object is the userId', () => {
    const { hints, fixed } = checkOne({ ...messageSent(), userId: undefined, user: { id: 'u1', name: 'Jo' } });
    expect(hints).toEqual(['found id in user; rename it to userId and move it to the top level']);
    expect(fixed).toMatchObject({ userId: 'u1', user: { name: 'Jo' } });
  });

  it('the hint has a condition, and fix does not change the record, where two values stand for one field', () => {
    const record = {
      ...call,
      properties: { conversationId: 'c1', messageId: 'm1', message: { text: 'a', body: 'b' } },
    };
    const { hints, fixed } = checkOne(record);
    expect(hints[0]).toMatch(/^found text in properties\.message; .* if that is what it means$/);
    expect(fixed).toEqual(record);
  });

  it.each([
    ['an object of another name', { order: { id: 'o1' } }],
    ['an array', { message: [{ id: 'm1' }] }],
    ['an object deeper down', { message: { inner: { id: 'm1' } } }],
    ['an empty value', { message: { id: '' } }],
  ])('a missing messageId is not found in %s', (_, properties) => {
    const record = { ...call, properties: { conversationId: 'c1', message_body: 'hi', ...properties } };
    expect(checkOne(record).hints[0]).toMatch(/^add a non-empty string/);
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
