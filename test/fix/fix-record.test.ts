import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import type { FixOptions } from '../../src/fix/fix-record.js';
import { createFix } from '../../src/fix/fix-record.js';
import { builtInRegistry } from '../../src/schema/registry.js';

const NOW = Date.parse('2024-06-01T00:00:00Z');
const registry = builtInRegistry();
const levelOf = ruleLevels([]);
const now = () => NOW;
const check = createCheck({ registry, levelOf, now });

function fixed(record: unknown, options: Partial<FixOptions> = {}) {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  const raw = { file: 'a', number: 1, bytes: Buffer.from(text), line: 1, column: 1 };
  const { checked, fixes } = createFix({ check, levelOf, registry, now, ...options })(raw);
  const after = checked.raw.bytes.toString();
  return {
    text: after,
    untouched: checked.raw.bytes === raw.bytes,
    reasons: fixes.map(({ reason }) => reason),
    left: checked.problems.map(({ rule }) => rule),
  };
}

const call = { type: 'track', event: 'Message Sent', userId: 'u1' };
const ids = { conversationId: 'c1', messageId: 'm1' };
const whole = { ...ids, message_body: 'hi' };
const feedback = { type: 'track', event: 'Feedback Submitted', userId: 'u1' };
const started = { type: 'track', event: 'Conversation Started', userId: 'u1', properties: { conversationId: 'c1' } };

describe('createFix', () => {
  const cases: readonly (readonly [name: string, before: unknown, after: unknown, reasons: readonly string[]])[] = [
    [
      'names the call in type',
      { action: 'track', event: 'Message Sent', userId: 'u1', properties: whole },
      { ...call, properties: whole },
      ['call/action-as-type'],
    ],
    [
      'adds a missing type',
      { event: 'Message Sent', userId: 'u1', properties: whole },
      { ...call, properties: whole },
      ['call/missing-type'],
    ],
    ['respells a type', { ...started, type: 'Track' }, started, ['call/unknown-type']],
    [
      'finds an event under another key, and then its type',
      { Event: 'Conversation Started', userId: 'u1', properties: { conversationId: 'c1' } },
      started,
      ['call/unknown-type', 'call/missing-type'],
    ],
    [
      'renames a required field',
      { ...call, properties: { chat_id: 'c1', messageId: 'm1', content: 'hi' } },
      { ...call, properties: { conversationId: 'c1', messageId: 'm1', message_body: 'hi' } },
      ['schema/required', 'schema/required'],
    ],
    [
      'moves a field into properties',
      { ...call, role: 'agent', properties: whole },
      { ...call, properties: { ...whole, role: 'agent' } },
      ['property/misplaced'],
    ],
    ['renames and moves at once', { ...started, conversation_id: 'c1', properties: {} }, started, ['schema/required']],
    [
      'makes properties of what stands at the top level',
      { ...call, conversation_id: 'c1', message_id: 'm1', text: 'hi' },
      { ...call, properties: whole },
      ['schema/required'],
    ],
    [
      'makes properties of an ordinary call',
      { type: 'track', event: 'Item Purchased', userId: 'u1', conversationId: 'c1' },
      { type: 'track', event: 'Item Purchased', userId: 'u1', properties: { conversationId: 'c1' } },
      ['property/misplaced'],
    ],
    [
      'takes the userId out of properties',
      { ...started, userId: undefined, properties: { conversationId: 'c1', userId: 'u1' } },
      { type: 'track', event: 'Conversation Started', properties: { conversationId: 'c1' }, userId: 'u1' },
      ['call/missing-identity'],
    ],
    ['respells an event', { ...started, event: 'conversation_started' }, started, ['event/misspelled-name']],
    [
      'renames an old event with all that its right name brings to light',
      { ...call, event: 'Live Chat Message Sent', properties: { ...ids, content: 'hi' } },
      { ...call, properties: whole },
      ['event/outdated-name', 'schema/required'],
    ],
    [
      'turns properties of an identify call into traits',
      { type: 'identify', userId: 'u1', properties: { plan: 'pro' } },
      { type: 'identify', userId: 'u1', traits: { plan: 'pro' } },
      ['call/properties-on-identify'],
    ],
    [
      'adds them to traits that are there',
      { type: 'identify', userId: 'u1', traits: { a: 1 }, properties: { plan: 'pro' } },
      { type: 'identify', userId: 'u1', traits: { a: 1, plan: 'pro' } },
      ['call/properties-on-identify'],
    ],
    [
      'takes a number out of its quotes, after it was found under another name',
      { ...feedback, properties: { ...ids, score: '4.50' } },
      '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","rating":4.50}}',
      ['schema/required'],
    ],
    [
      'puts an id into quotes, all digits kept',
      '{"type":"track","event":"Conversation Started","userId":12345678901234567890,"properties":{"conversationId":7}}',
      '{"type":"track","event":"Conversation Started","userId":"12345678901234567890","properties":{"conversationId":"7"}}',
      ['call/missing-identity', 'schema/type'],
    ],
    [
      'writes times as RFC 3339 does',
      { ...started, timestamp: 1715785204250, sentAt: '1715785204', receivedAt: '2024-05-15 15:00:04Z' },
      {
        ...started,
        timestamp: '2024-05-15T15:00:04.250Z',
        sentAt: '2024-05-15T15:00:04Z',
        receivedAt: '2024-05-15T15:00:04Z',
      },
      ['schema/type', 'schema/format', 'schema/format'],
    ],
    [
      'unwraps the times of MongoDB’s Extended JSON',
      {
        ...started,
        timestamp: { $date: '2024-05-15T15:00:04.250+0000' },
        originalTimestamp: { $date: 1715785204250 },
        sentAt: { $date: { $numberLong: '1715785204250' } },
        receivedAt: { $numberLong: '1715785204' },
      },
      {
        ...started,
        timestamp: '2024-05-15T15:00:04.250+00:00',
        originalTimestamp: '2024-05-15T15:00:04.250Z',
        sentAt: '2024-05-15T15:00:04.250Z',
        receivedAt: '2024-05-15T15:00:04Z',
      },
      ['schema/type', 'schema/type', 'schema/type', 'schema/type'],
    ],
    [
      'unwraps the ids of MongoDB’s Extended JSON',
      {
        ...call,
        userId: { $oid: '64a0c0ffee64a0c0ffee64a0' },
        properties: { ...whole, conversationId: { $numberLong: '9007199254740993' }, messageId: { $uuid: 'f47ac10b' } },
      },
      {
        ...call,
        userId: '64a0c0ffee64a0c0ffee64a0',
        properties: { ...whole, conversationId: '9007199254740993', messageId: 'f47ac10b' },
      },
      ['call/missing-identity', 'schema/type', 'schema/type'],
    ],
    [
      'unwraps the numbers of MongoDB’s Extended JSON digit for digit',
      {
        type: 'track',
        event: 'Conversation Ended',
        userId: 'u1',
        properties: { conversationId: 'c1', message_count: { $numberInt: '7' } },
      },
      '{"type":"track","event":"Conversation Ended","userId":"u1","properties":{"conversationId":"c1","message_count":7}}',
      ['schema/type'],
    ],
    [
      'unwraps a rating',
      { ...feedback, properties: { ...ids, rating: { $numberDecimal: '4.50' } } },
      '{"type":"track","event":"Feedback Submitted","userId":"u1","properties":{"conversationId":"c1","messageId":"m1","rating":4.50}}',
      ['schema/type'],
    ],
    [
      'removes byte order marks before a record, and fixes what stands behind them',
      `\ufeff\ufeff${JSON.stringify({ ...started, event: 'conversation_started' })}`,
      started,
      ['event/misspelled-name', 'json/invalid-syntax'],
    ],
  ];

  it.each(cases)('%s', (_, before, after, reasons) => {
    const outcome = fixed(before);
    expect(outcome.text).toBe(typeof after === 'string' ? after : JSON.stringify(after));
    expect(outcome.reasons.toSorted()).toEqual([...reasons].toSorted());
    expect(outcome.left).toEqual([]);
  });
});

describe('createFix without a single correct fix', () => {
  it.each<readonly [name: string, record: unknown]>([
    [
      'two keys for one field',
      { ...call, properties: { chatId: 'c1', thread_id: 'c1', messageId: 'm1', message_body: '' } },
    ],
    ['a wrong name beside the right one', { ...started, properties: { conversationId: 'c1', conversation_id: 'c2' } }],
    ['a right place and a wrong one', { ...started, conversation_id: 'c1', properties: { chatId: 'c2' } }],
    [
      'message_id at the top level',
      { ...call, message_id: 'm1', properties: { conversationId: 'c1', message_body: '' } },
    ],
    ['a value that would be wrong under the right name', { ...call, properties: { ...ids, content: ['hi'] } }],
    ['an old name whose right one brings errors', { ...call, event: 'Tool Invoked', properties: ids }],
    ['a similar name', { ...started, event: 'Conversation Startd' }],
    ['a rating in words', { ...feedback, properties: { ...ids, rating: 'five' } }],
    [
      'a count that would be too small',
      { ...started, event: 'Conversation Ended', properties: { ...ids, message_count: '-1' } },
    ],
    ['a time without an offset', { ...started, timestamp: '2024-05-15 15:00:04' }],
    ['a number that is no time', { ...started, timestamp: 17 }],
    ['a time that lies ahead', { ...started, timestamp: 1917286400 }],
    [
      'a type that may be the event’s',
      { ...call, event: 'Media Generated', type: 'image', properties: { ...ids, sub_type: 'gif' } },
    ],
    [
      'properties beside traits of the same name',
      { type: 'identify', userId: 'u', traits: { a: 1 }, properties: { a: 2 } },
    ],
    ['a role that is a number', { ...call, properties: { ...whole, role: 7 } }],
    [
      'a repeated key',
      '{"type":"track","event":"Conversation Started","userId":"u","properties":{"chatId":"a","chatId":"b"}}',
    ],
    ['a record that cannot be read', '{"type":"track",'],
    ['a record that cannot be read behind a byte order mark', '\ufeff{"type":"track",'],
    ['a wrapped value beside another key', { ...started, timestamp: { $date: '2024-05-15T15:00:04Z', tz: 'x' } }],
    ['a wrapped time that is none', { ...started, timestamp: { $date: 'yesterday' } }],
    ['a wrapped number that is none', { ...feedback, properties: { ...ids, rating: { $numberDouble: 'NaN' } } }],
    ['a wrapped fraction as an id', { ...started, properties: { conversationId: { $numberDouble: '4.5' } } }],
    ['a wrapped text', { ...started, properties: { conversationId: { $symbol: 'c1' } } }],
  ])('does not touch %s', (_, record) => {
    const outcome = fixed(record, { defaults: false });
    expect(outcome).toMatchObject({ untouched: true, reasons: [] });
  });
});

describe('the options of createFix', () => {
  const record = { action: 'track', event: 'message_sent', userId: 'u1', properties: whole };

  it('fix only the problems of rules that isChosen accepts', () => {
    const { reasons, left } = fixed(record, { isChosen: (rule) => rule.startsWith('event/') });
    expect(reasons).toEqual(['event/misspelled-name']);
    expect(left).toEqual(['call/action-as-type']);
  });

  it.each<[what: string, chosen: string, record: object]>([
    ['a misnamed required field', 'property/misspelled-name', { ...started, properties: { conversation_id: 'c1' } }],
    ['a misplaced required field', 'property/misplaced', { ...started, conversationId: 'c1', properties: {} }],
    [
      'the fields of missing properties',
      'property/misplaced',
      { ...started, properties: undefined, conversationId: 'c1' },
    ],
    ['a misnamed userId', 'property/misspelled-name', { ...started, userId: undefined, user_id: 'u1' }],
  ])('choose %s by %s as well as by its own rule', (_what, chosen, record) => {
    const own = fixed(record).reasons;
    expect(own).toHaveLength(1);
    expect(fixed(record, { isChosen: (rule) => rule === chosen })).toMatchObject({ reasons: own, left: [] });
    expect(fixed(record, { isChosen: (rule) => rule === own[0] })).toMatchObject({ reasons: own, left: [] });
    expect(fixed(record, { isChosen: (rule) => rule === 'event/misspelled-name' }).reasons).toEqual([]);
  });

  it('fix no problem of a rule that is off', () => {
    const off = ruleLevels([{ glob: 'call/action-as-type', level: 'off' }]);
    const { reasons } = fixed(record, { levelOf: off, check: createCheck({ registry, levelOf: off, now }) });
    expect(reasons).toEqual(['event/misspelled-name']);
  });

  it('fill in default roles with defaults, unless a role stands elsewhere', () => {
    const { text, reasons } = fixed({ ...call, properties: whole }, { defaults: true });
    expect(JSON.parse(text).properties.role).toBe('customer');
    expect(reasons).toEqual(['--defaults']);
    const received = { ...call, event: 'Message Received', properties: whole };
    expect(JSON.parse(fixed(received, { defaults: true }).text).properties.role).toBe('agent');
    const both = { ...call, properties: { ...whole, sender: 'a', author: 'b' } };
    expect(fixed(both, { defaults: true })).toMatchObject({ untouched: true });
    expect(fixed({ ...call, properties: { ...whole, role: 'x' } }, { defaults: true })).toMatchObject({
      untouched: true,
    });
    expect(fixed(started, { defaults: true })).toMatchObject({ untouched: true });
  });

  it('mask personal data with redact, even where a key is repeated', () => {
    const text =
      '{"type":"track","event":"E","userId":"a@b.de","properties":{"conversationId":"a@b.de","x":"a@b.de","x":[1, "\\u0061@b.de"]}}';
    const outcome = fixed(text, { redact: ['email'] });
    expect(outcome.text).toBe(
      '{"type":"track","event":"E","userId":"a@b.de","properties":{"conversationId":"a@b.de","x":"[email]","x":[1, "[email]"]}}',
    );
    expect(outcome.reasons).toEqual(['privacy/personal-data']);
  });
});
