import { describe, expect, it } from 'vitest';
import { checkOne } from './check-one.js';

/** A track call with a member of the call and a property that JSON.stringify cannot write. */
const started = (call: string, properties: string): string =>
  `{"type":"track","event":"Conversation Started",${call},"properties":{${properties}}}`;

describe('a number beyond 2^53 where its field needs another type', () => {
  it.each([
    [
      'a timestamp in nanoseconds',
      started('"userId":"u1","timestamp":1772618400123456789', '"conversationId":"c1"'),
      'schema/type timestamp',
      started('"userId":"u1","timestamp":"2026-03-04T10:00:00.123456789Z"', '"conversationId":"c1"'),
    ],
    [
      'the id of a conversation',
      started('"userId":"u1"', '"conversationId":90071992547409931'),
      'schema/type properties.conversationId',
      started('"userId":"u1"', '"conversationId":"90071992547409931"'),
    ],
    [
      'the id of a user',
      started('"userId":9007199254740993', '"conversationId":"c1"'),
      'call/missing-identity userId',
      started('"userId":"9007199254740993"', '"conversationId":"c1"'),
    ],
  ])('%s is one problem with one fix', (_, text, rule, fixed) => {
    const found = checkOne(text);
    expect(found.rules).toEqual([rule]);
    expect({ fixed: found.fixed, left: found.left }).toEqual({ fixed: JSON.parse(fixed), left: [] });
  });

  it('json/unsafe-number is reported beside a field of the wrong type', () => {
    const { rules } = checkOne(started('"userId":"u1"', '"conversationId":7,"total":90071992547409931'));
    expect(rules).toEqual(['schema/type properties.conversationId', 'json/unsafe-number properties.total']);
  });
});
