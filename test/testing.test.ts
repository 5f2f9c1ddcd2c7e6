import { describe, expect, it } from 'vitest';
import { copilotMatchers } from '../src/testing.js';
import { BAD, GOOD } from './support/records.js';

expect.extend(copilotMatchers);

/** What a failing assertion says. */
function messageOf(assert: () => void): string {
  try {
    assert();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passes');
}

const [good, bad] = [GOOD, BAD].map((record) => JSON.parse(record));
const warned = { type: 'track', event: 'Item Purchased', userId: 'u1', properties: {} };
const secret = {
  type: 'track',
  event: 'Message Sent',
  userId: 'u1',
  properties: { conversationId: 'c1', messageId: 5, content: 'My card is 4111' },
};

describe('toBeValidCopilotEvent', () => {
  it('toBeValidCopilotEvent passes for an event without errors, and fails otherwise', () => {
    expect(good).toBeValidCopilotEvent();
    expect(warned).toBeValidCopilotEvent();
    expect(GOOD).toBeValidCopilotEvent();
    expect(Buffer.from(GOOD)).toBeValidCopilotEvent();
    for (const value of [bad, BAD, undefined, null, 5, 'text', {}, []]) expect(value).not.toBeValidCopilotEvent();
  });

  it('toBeValidCopilotEvent names field, problem, rule and fix, errors first, and no text of the event', () => {
    const message = messageOf(() => expect({ ...secret, event: 'Message Sent', role: 'x' }).toBeValidCopilotEvent());
    expect(message).toBe(
      [
        'expected a valid event, but Message Sent in conversation c1 has 3 problems:',
        '',
        '  error    properties.message_body is missing  schema/required',
        '    hint: found content in properties; rename it to message_body',
        '  error    properties.messageId is a number; a non-empty string is needed  schema/type',
        '    hint: send it as a string, in double quotes',
        '  warning  role is in the wrong place, where nothing reads it  property/misplaced',
        '    hint: found role at the top level; move it into properties',
      ].join('\n'),
    );
    expect(message).not.toContain('4111');
  });

  it('toBeValidCopilotEvent names errors before warnings', () => {
    const properties = { conversationId: 'c1', rating: '5' };
    const rated = { type: 'track', event: 'Feedback Submitted', userId: 'u1', properties };
    expect(messageOf(() => expect(rated).toBeValidCopilotEvent())).toMatch(/ {2}error [\s\S]* {2}warning /);
  });

  it('toBeValidCopilotEvent with not fails for a valid event', () => {
    expect(messageOf(() => expect(good).not.toBeValidCopilotEvent())).toBe(
      'expected an invalid event, but it is valid',
    );
  });

  it('toBeValidCopilotEvent obeys rules, and rejects unknown ones', () => {
    expect(bad).toBeValidCopilotEvent({ rules: { 'schema/type': 'warning' } });
    expect(warned).not.toBeValidCopilotEvent({ rules: { '*': 'error' } });
    expect(messageOf(() => expect(secret).toBeValidCopilotEvent({ showValues: true }))).toContain('(it is 5)');
    expect(() => expect(bad).toBeValidCopilotEvent({ rules: { 'shema/type': 'off' } })).toThrow(TypeError);
  });

  it('toBeValidCopilotEvent counts the problems that it does not show', () => {
    const fields = Object.fromEntries(
      ['messageId', 'timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'context', 'integrations', 'traits']
        .concat('userId', 'anonymousId', 'event', 'properties')
        .map((name) => [name, 5]),
    );
    const message = messageOf(() => expect({ type: 'track', ...fields }).toBeValidCopilotEvent());
    expect(message.split('\n').filter((line) => line.startsWith('  error'))).toHaveLength(10);
    expect(message).toMatch(/\n {2}and \d+ more problems?$/);
  });

  it('toBeValidCopilotEvent works as an asymmetric matcher and with promises', async () => {
    expect({ sent: good }).toEqual({ sent: expect.toBeValidCopilotEvent() });
    expect({ sent: bad }).toEqual({ sent: expect.not.toBeValidCopilotEvent() });
    await expect(Promise.resolve(good)).resolves.toBeValidCopilotEvent();
  });
});

describe('toBeValidCopilotEvents', () => {
  it('toBeValidCopilotEvents passes if there are events and none has an error', () => {
    expect([good, warned]).toBeValidCopilotEvents();
    expect(new Set([good, GOOD])).toBeValidCopilotEvents();
    expect([good, bad]).not.toBeValidCopilotEvents();
  });

  it('toBeValidCopilotEvents names the invalid events by their index', () => {
    expect(messageOf(() => expect([good, bad, 5]).toBeValidCopilotEvents())).toBe(
      [
        'expected 3 events, all valid, but 2 are not:',
        '',
        '[1] Conversation Started',
        '  error    properties.conversationId is a number; a non-empty string is needed  schema/type',
        '    hint: send it as a string, in double quotes',
        '',
        '[2] an event',
        '  error    the record is a number; an object is needed  json/not-an-object',
        '    hint: a record is one call: {"type": "track", …}',
      ].join('\n'),
    );
    expect(messageOf(() => expect(Array(9).fill(bad)).toBeValidCopilotEvents())).toMatch(/\n\nand 4 more events$/);
    expect(messageOf(() => expect([good]).not.toBeValidCopilotEvents())).toBe(
      'expected an invalid event among 1 event, but all are valid',
    );
  });

  it('toBeValidCopilotEvents fails without events', () => {
    expect(messageOf(() => expect([]).toBeValidCopilotEvents())).toBe('expected events, but there are none');
    expect(messageOf(() => expect(undefined).toBeValidCopilotEvents())).toBe(
      'expected an array of events, not nothing',
    );
    expect(messageOf(() => expect(good).toBeValidCopilotEvents())).toBe('expected an array of events, not an object');
  });
});

describe('the matchers with a call that has no type', () => {
  const { type: _type, ...call } = good;

  it('the matchers find nothing wrong with what analytics.track() takes, unless the rule is set by name', () => {
    expect(call).toBeValidCopilotEvent({ rules: { '*': 'error' } });
    expect([call]).toBeValidCopilotEvents({ rules: { '*': 'error' } });
    expect(call).not.toBeValidCopilotEvent({ rules: { 'call/missing-type': 'error' } });
  });
});

describe('toBeValidCopilotEvents with rules across records', () => {
  const ended = { ...good, event: 'Conversation Ended' };
  const together = { rules: { 'conversation/*': 'error' } } as const;

  it('toBeValidCopilotEvents counts the events as one log', () => {
    expect([good, ended]).toBeValidCopilotEvents(together);
    expect([ended, good]).toBeValidCopilotEvents();
    expect([ended]).not.toBeValidCopilotEvents(together);
    const message = messageOf(() => expect([good, good, ended]).toBeValidCopilotEvents(together));
    expect(message).toContain('[1] Conversation Started in conversation c1');
    expect(message).toContain('conversation/duplicate-start');
    expect([good]).not.toBeValidCopilotEvents({ rules: { 'conversation/never-ended': 'error' } });
  });
});

describe('the matchers with own schemas', () => {
  const properties = { type: 'object', required: ['orderId'] };
  const options = { schemas: { properties: { event: { const: 'Order Placed' }, properties } } };
  const order = { event: 'Order Placed', userId: 'u1', properties: { orderId: 'o1' } };

  it('the matchers check events by schemas of one’s own and by a tracking plan', () => {
    expect(order).toBeValidCopilotEvent(options);
    expect({ ...order, properties: {} }).not.toBeValidCopilotEvent(options);
    expect([order, { ...order, properties: {} }]).not.toBeValidCopilotEvents(options);
    const trackingPlan = { rules: [{ type: 'TRACK', key: 'Other', version: 1, jsonSchema: {} }] };
    expect(order).not.toBeValidCopilotEvent({ trackingPlan, rules: { 'event/unplanned': 'error' } });
  });

  it('the matchers reject unknown options', () => {
    for (const matcher of [copilotMatchers.toBeValidCopilotEvent, copilotMatchers.toBeValidCopilotEvents]) {
      expect(() => matcher([good], { schema: {} } as never)).toThrow('schema is not an option; did you mean schemas?');
      expect(() => matcher([good], { file: 'x' } as never)).toThrow('file is not an option');
    }
  });
});
