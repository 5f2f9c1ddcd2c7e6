import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversations } from '../../src/conversations/conversations.js';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Step } from './random-conversations.js';
import { steps, toFacts } from './random-conversations.js';

const CUSTOMER = ['Conversation Started', 'Message Sent', 'Feedback Submitted', undefined];
const NOT_AFTER_END = ['Message Sent', 'Message Received', 'Action Invoked', 'Media Generated', 'Component Loaded'];

/** What the rules of docs/reference/rules.md find in one conversation, written with nothing but arrays; the lines of its records are given. */
function expectedProblems(records: readonly (Step & { readonly line: number })[]): string[] {
  const found: string[] = [];
  let start: number | undefined;
  let end: number | undefined;
  let messagesAtStart = 0;
  let latest: Step | undefined;
  let gap = false;
  let mayHaveEnded = false;
  let mayHaveResumed = false;
  let nearMessage = false;
  const before: Step[] = [];
  const messages: (string | undefined)[] = [];
  const users: string[] = [];
  for (const record of records) {
    const { event, nearEvent, messageId, userId, messageCount, second, line, seenOnly } = record;
    if (event === 'unreadable') {
      gap = true;
      mayHaveEnded = true;
      mayHaveResumed = true;
      continue;
    }
    const isMessage = event === 'Message Sent' || event === 'Message Received';
    const find = (rule: string): void => {
      if (seenOnly !== true) found.push(`${line} conversation/${rule}`);
    };
    const isStart = event === 'Conversation Started' || nearEvent === 'Conversation Started';
    if (before.length === 0 && !gap && !isStart) find('missing-start');
    if (event === 'Conversation Started' && start !== undefined && end === undefined && !mayHaveEnded)
      find('duplicate-start');
    if (end !== undefined && !mayHaveResumed && event !== undefined && NOT_AFTER_END.includes(event)) find('after-end');
    if (isMessage && messageId !== undefined && messages.includes(messageId)) find('duplicate-message-id');
    const isKnownId = before.some((other) => other.messageId === messageId);
    if (event === 'Feedback Submitted' && messageId !== undefined && !gap && !isKnownId) find('unknown-message');
    if (event === 'Conversation Ended' && messageCount !== undefined && start !== undefined && !gap && !nearMessage) {
      const isRepeated = (id: string | undefined, index: number) => id !== undefined && messages.indexOf(id) < index;
      const repeated = messages.map(isRepeated);
      const inAll = messages.length;
      const since = inAll - messagesAtStart;
      const right = [
        inAll,
        inAll - repeated.filter((is) => is).length,
        since,
        since - repeated.slice(messagesAtStart).filter((is) => is).length,
      ];
      if (!right.includes(messageCount)) find('wrong-message-count');
    }
    if (seenOnly !== true && second !== undefined) {
      if (latest?.second !== undefined && second < latest.second) find('out-of-order');
      else latest = record;
    }
    if (seenOnly !== true && userId !== undefined && CUSTOMER.includes(event ?? nearEvent) && !users.includes(userId)) {
      if (users.length > 0) find('mixed-users');
      users.push(userId);
    }

    before.push(record);
    if (isMessage) messages.push(messageId);
    if (nearEvent?.startsWith('Message ') === true) nearMessage = true;
    if (nearEvent === 'Conversation Ended') mayHaveEnded = true;
    if (event === 'Conversation Ended') {
      end ??= line;
      mayHaveResumed = false;
    }
    if (event === 'Conversation Started') {
      if (end !== undefined || start === undefined) start = line;
      end = undefined;
      mayHaveEnded = false;
      messagesAtStart = messages.length;
    }
    if (nearEvent === 'Conversation Started') {
      start = undefined;
      end = undefined;
    }
  }
  return found;
}

describe('conversation rules', () => {
  it(
    'find what a model written with arrays finds',
    () => {
      fc.assert(
        fc.property(fc.array(steps(4), { maxLength: 60 }), (log) => {
          const conversations = new Conversations(CONVERSATION_RULES, 1000);
          const found = log.flatMap((step, index) => {
            if (step.event !== 'unreadable')
              return conversations.writeFacts(toFacts(step, index + 1)).map(({ rule }) => `${index + 1} ${rule}`);
            conversations.noteUnreadable(step.conversation);
            return [];
          });
          const lines = log.map((step, index) => ({ ...step, line: index + 1 }));
          const names = [...new Set(log.map(({ conversation }) => conversation))];
          const expected = names.flatMap((name) =>
            expectedProblems(lines.filter(({ conversation }) => conversation === name)),
          );
          expect(found.sort()).toEqual(expected.sort());
        }),
        runs(2000),
      );
    },
    PATIENT.timeout,
  );
});
