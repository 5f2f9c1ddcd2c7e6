import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversations } from '../../src/conversations/conversations.js';
import { eventKindOf } from '../../src/conversations/event-kind.js';
import type { HashedRecord } from '../../src/conversations/hashed-record.js';
import type { RecordFacts } from '../../src/conversations/record-facts.js';
import { HASH_WORDS, hashId } from '../../src/record/id-hash.js';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Step } from './random-conversations.js';
import { steps, toFacts } from './random-conversations.js';

const RULES = CONVERSATION_RULES.filter(({ id }) => id !== 'conversation/out-of-order');

function toldOf(facts: RecordFacts, file: number): HashedRecord {
  const words = new Int32Array(3 * HASH_WORDS);
  const at = (id: string | undefined, index: number): number => {
    if (id === undefined) return -1;
    hashId(id, words, index * HASH_WORDS);
    return index * HASH_WORDS;
  };
  return {
    kind: eventKindOf(facts.event, facts.nearEvent),
    words,
    conversationAt: at(facts.conversationId, 0),
    messageAt: at(facts.messageId, 1),
    userAt: at(facts.userId, 2),
    messageCount: facts.messageCount ?? -1,
    file,
    record: facts.record,
    line: facts.line,
    column: facts.column,
  };
}

/** What is said of a log, and how many of its records were taken quietly. */
function judge(log: readonly Step[], way: 'all' | 'told' | 'facts', maxConversations: number) {
  const conversations = new Conversations(RULES, maxConversations);
  let quiet = 0;
  const found = log.flatMap((step, index) => {
    if (step.event === 'unreadable') {
      conversations.noteUnreadable(step.conversation);
      return [];
    }
    const facts = toFacts(step, index + 1);
    const takes = {
      all: () => false,
      told: () => !facts.seenOnly && conversations.writeClean(toldOf(facts, conversations.numberOfFile(facts.file))),
      facts: () => conversations.writeCleanFacts(facts),
    };
    if (takes[way]()) {
      quiet++;
      return [];
    }
    return conversations.write(facts).map((finding) => `${index + 1} ${JSON.stringify(finding)}`);
  });
  return { found, quiet, dropped: conversations.dropped };
}

describe('records that are taken quietly', () => {
  const step = fc.tuple(steps(6), fc.constantFrom(undefined, undefined, undefined, 'Order Placed'));
  const logs = fc.array(
    step.map(([one, own]) => (own === undefined || one.event === 'unreadable' ? one : { ...one, event: own })),
    { maxLength: 100 },
  );

  it.each([1, 2, 5, 1000])(
    'are those of which nothing is said, and leave the same behind, with room for %i',
    (most) => {
      fc.assert(
        fc.property(logs, (log) => {
          const { found, dropped } = judge(log, 'all', most);
          expect(judge(log, 'told', most)).toMatchObject({ found, dropped });
          expect(judge(log, 'facts', most)).toMatchObject({ found, dropped });
        }),
        runs(1000),
      );
    },
    PATIENT.timeout,
  );

  it('are nearly all records of a sound log', () => {
    const story = (conversation: string): Step[] => [
      { event: 'Conversation Started', conversation, userId: 'u1' },
      { event: 'Message Sent', conversation, userId: 'u1', messageId: 'm1' },
      { event: 'Message Received', conversation, userId: 'agent', messageId: 'm2' },
      { event: 'Action Invoked', conversation, messageId: 'm2' },
      { event: 'Feedback Submitted', conversation, userId: 'u1', messageId: 'm2' },
      { conversation, userId: 'u1' },
      { event: 'Conversation Ended', conversation, userId: 'u1', messageCount: 2 },
    ];
    const log = ['c1', 'c2', 'c3'].flatMap(story);
    expect(judge(log, 'told', 1000)).toEqual({ found: [], quiet: log.length, dropped: 0 });
  });
});
