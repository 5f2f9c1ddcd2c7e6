import { describe, expect, it } from 'vitest';
import { createCheck } from '../../src/check/check-record.js';
import type { ConversationCheck } from '../../src/check/conversation-check.js';
import { createConversationCheck } from '../../src/check/conversation-check.js';
import { ruleLevels } from '../../src/check/rule-levels.js';
import { builtInRegistry } from '../../src/schema/registry.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';

const levelOf = ruleLevels([]);
const check = createCheck({ registry: builtInRegistry(), levelOf, now: Date.now });

/** The conversation problems in a log: line and rule. */
function conversationProblems(lines: readonly string[]): string[] {
  const conversations = createConversationCheck({ levelOf, files: new TemporaryFiles() }) as ConversationCheck;
  conversations.beginFile('log.ndjson');
  for (const [index, line] of lines.entries()) {
    const raw = { file: 'log.ndjson', number: index + 1, line: index + 1, column: 1, bytes: Buffer.from(line) };
    conversations.add(check(raw));
  }
  return [...conversations.end(true)].map(({ problem: { line, rule } }) => `${line} ${rule}`);
}

const track = (event: string, properties: object = {}, conversationId: unknown = 'c1'): string =>
  JSON.stringify({ type: 'track', event, userId: 'u1', properties: { conversationId, ...properties } });

const START = track('Conversation Started');
const END = track('Conversation Ended');
const SENT = track('Message Sent', { messageId: 'm1', message_body: 'x' });
const FEEDBACK = track('Feedback Submitted', { messageId: 'm1', rating: 5 });
const COUNTED = track('Conversation Ended', { message_count: 1 });
const cut = (record: string): string => record.slice(0, -1);

describe('a record that is broken', () => {
  it.each<[string, string[]]>([
    ['an unreadable end before a start', [START, cut(END), START]],
    ['an unreadable start after an end', [START, END, cut(START), SENT]],
    ['an end under a similar name before a start', [START, track('Conversation Endet'), START]],
    ['an unreadable first record', [cut(START), SENT, FEEDBACK]],
    ['an unreadable message', [START, cut(SENT), FEEDBACK, COUNTED]],
    ['an id with escapes', [START, cut(SENT.replace('c1', '\\u0063\\u0031')), FEEDBACK, COUNTED]],
    ['an id under a wrong name', [START, cut(SENT.replace('conversationId', 'conversation_id')), FEEDBACK, COUNTED]],
    ['an id under an alias', [START, cut(SENT.replace('conversationId', 'chat-id')), FEEDBACK, COUNTED]],
    ['an id in single quotes', [START, SENT.replaceAll('"', "'"), FEEDBACK, COUNTED]],
    [
      'an id behind 70,000 characters',
      [
        START,
        cut(SENT.replace('"conversationId"', `"text":"${'x'.repeat(70_000)}","conversationId"`)),
        FEEDBACK,
        COUNTED,
      ],
    ],
    ['an id within an object', [START, track('Message Sent', { messageId: 'm1' }, { id: 'c1' }), FEEDBACK, COUNTED]],
    ['an id within an array', [START, track('Message Sent', { messageId: 'm1' }, ['c1']), FEEDBACK, COUNTED]],
    [
      'a number as the id',
      [START, track('Message Sent', { messageId: 'm1' }, 7), FEEDBACK, COUNTED].map((line) =>
        line.replaceAll('"c1"', '"7"'),
      ),
    ],
  ])('causes no problems in other records: %s', (_name, lines) => {
    expect(conversationProblems(lines)).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['two starts behind it', [START, cut(END), START, START], ['4 conversation/duplicate-start']],
    ['an end behind it', [START, END, cut(START), END, SENT], ['5 conversation/after-end']],
    [
      'a start behind an end under a similar name',
      [START, track('Conversation Endet'), START, START],
      ['4 conversation/duplicate-start'],
    ],
    ['another conversation', [START, cut(SENT.replace('c1', 'c2')), FEEDBACK], ['3 conversation/unknown-message']],
    [
      'an object with another id',
      [START, track('Message Sent', {}, { id: 'c2' }), FEEDBACK],
      ['3 conversation/unknown-message'],
    ],
    ['two messages with one id', [START, cut(END), SENT, SENT], ['4 conversation/duplicate-message-id']],
  ])('hides no problem that does not depend on it: %s', (_name, lines, expected) => {
    expect(conversationProblems(lines)).toEqual(expected);
  });

  it('hides no problem in conversations if far more have it than it can be the reason for', () => {
    const starts = (count: number) =>
      Array.from({ length: count }, (_, index) => track('Message Sent', {}, `d${index}`));
    const unreadable = '{"type":"track","prop';
    expect(conversationProblems([unreadable, ...starts(10)])).toEqual([]);
    expect(conversationProblems([unreadable, ...starts(11)])).toHaveLength(11);
    expect(conversationProblems([unreadable, unreadable, ...starts(20)])).toEqual([]);
    expect(conversationProblems([unreadable, unreadable, ...starts(21)])).toHaveLength(21);
    // What is known of it leaves fewer conversations.
    const other = cut(track('Message Sent', {}, undefined));
    expect(conversationProblems([other, ...starts(3)])).toHaveLength(3);
  });

  it('is searched for its conversation in linear time', () => {
    const start = performance.now();
    for (const piece of ['"a":"', "'a':'", '"a":"\\', `"a":'`, '"a" : '])
      conversationProblems([`{${piece.repeat(2_000_000 / piece.length)}`]);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
