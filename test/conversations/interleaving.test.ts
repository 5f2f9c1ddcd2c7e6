import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversations } from '../../src/conversations/conversations.js';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { neverEnded } from '../../src/rules/conversation/never-ended.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Step } from './random-conversations.js';
import { steps, toFacts } from './random-conversations.js';

/** The findings in each conversation, with records counted within it. */
function problemsByConversation(log: readonly Step[]): Record<string, string[]> {
  const conversations = new Conversations(CONVERSATION_RULES, 1000);
  const counts = new Map<string, number>();
  const found: Record<string, string[]> = {};
  log.forEach((step) => {
    const number = (counts.get(step.conversation) ?? 0) + 1;
    counts.set(step.conversation, number);
    found[step.conversation] ??= [];
    if (step.event === 'unreadable') conversations.noteUnreadable(step.conversation);
    else {
      const facts = toFacts(step, number);
      found[step.conversation]?.push(...conversations.writeFacts(facts).map((one) => JSON.stringify(one)));
      conversations.noteLast({ ...facts, endLine: facts.line, endColumn: 2 }, true, facts.conversationId);
    }
  });
  conversations.mapOpen((state) => {
    const finding = neverEnded(state);
    if (finding !== undefined) found[state.last?.id ?? '']?.push(JSON.stringify(finding));
  });
  return found;
}

describe('conversation rules', () => {
  it(
    'find the same in a conversation however its records are interleaved with others',
    () => {
      const logs = fc.array(steps(5), { maxLength: 60 }).chain((log) =>
        fc.array(fc.nat(), { minLength: log.length, maxLength: log.length }).map((picks) => {
          const names = [...new Set(log.map(({ conversation }) => conversation))];
          const queues = names.map((name) => log.filter(({ conversation }) => conversation === name));
          const other = picks.flatMap((pick) => {
            const left = queues.filter((queue) => queue.length > 0);
            return left[pick % left.length]?.shift() ?? [];
          });
          return [log, other] as const;
        }),
      );
      fc.assert(
        fc.property(logs, ([log, other]) => {
          expect(other).toHaveLength(log.length);
          expect(problemsByConversation(other)).toEqual(problemsByConversation(log));
        }),
        runs(1000),
      );
    },
    PATIENT.timeout,
  );
});
