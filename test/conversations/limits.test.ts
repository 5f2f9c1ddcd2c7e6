import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversations } from '../../src/conversations/conversations.js';
import { EvictedIds } from '../../src/conversations/evicted-ids.js';
import type { IdList } from '../../src/conversations/message-ids.js';
import { MessageIds, NO_SLOT } from '../../src/conversations/message-ids.js';
import { HASH_WORDS, hashId } from '../../src/record/id-hash.js';
import { CONVERSATION_RULES } from '../../src/rules/conversation/conversation-rules.js';
import { neverEnded } from '../../src/rules/conversation/never-ended.js';
import { PATIENT, runs } from '../properties/runs.js';
import type { Step } from './random-conversations.js';
import { steps, toFacts } from './random-conversations.js';

function hashOf(id: string): Int32Array {
  const hash = new Int32Array(HASH_WORDS);
  hashId(id, hash);
  return hash;
}

/** What the rules say of a log: rule, record, and the place that it speaks of besides. */
function problemsOf(log: readonly Step[], maxConversations: number): string[] {
  const conversations = new Conversations(CONVERSATION_RULES, maxConversations);
  const found = log.flatMap((step, index) => {
    if (step.event === 'unreadable') {
      conversations.noteUnreadable(step.conversation);
      return [];
    }
    const facts = toFacts(step, index + 1);
    const findings = conversations.write(facts);
    conversations.noteLast({ ...facts, endLine: facts.line, endColumn: 2 }, true, facts.conversationId);
    return findings.map((finding) => `${index + 1} ${JSON.stringify(finding)}`);
  });
  const late = conversations.mapOpen((story) => {
    const finding = neverEnded(story);
    return finding === undefined ? [] : [`${story.last?.place.record} ${JSON.stringify(finding)}`];
  });
  return [...found, ...late.flat()];
}

/** The rules and records alone. */
const spots = (problems: readonly string[]) =>
  problems.map((problem) => problem.replace(/^(\d+) \{"rule":"([^"]+)".*$/, '$1 $2'));

describe('the conversation rules in bounded memory', () => {
  it.each([1, 2, 3, 5])(
    'say nothing with %i conversations that they do not say with all',
    (most) => {
      fc.assert(
        fc.property(fc.array(steps(8), { maxLength: 80 }), (log) => {
          const all = new Set(problemsOf(log, 1000));
          for (const problem of problemsOf(log, most)) expect(all).toContain(problem);
        }),
        runs(500),
      );
    },
    PATIENT.timeout,
  );

  it('finds something at all, with room for all and with little', () => {
    const some = fc.sample(fc.array(steps(4), { minLength: 60, maxLength: 60 }), { numRuns: 50, seed: 1 });
    for (const [most, least] of [
      [1000, 9],
      [2, 7],
    ] as const) {
      const rules = new Set(some.flatMap((log) => spots(problemsOf(log, most)).map((spot) => spot.split(' ')[1])));
      expect(rules.size).toBeGreaterThanOrEqual(least);
    }
  });

  it('count each conversation that they let go once', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const start = (conversation: string, index: number) =>
      conversations.write(toFacts({ event: 'Conversation Started', conversation }, index));
    for (let index = 1; index <= 100; index++) start(`c${index}`, index);
    for (let index = 1; index <= 80; index++) expect(start(`c${index}`, 100 + index)).toEqual([]);
    const kept = conversations.mapOpen(() => 1).length;
    expect(kept).toBeLessThanOrEqual(10);
    expect(conversations.dropped).toBe(100 - kept);
  });

  it('keep the ids of one endless conversation within bounds, and count its messages all the same', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const take = (step: Omit<Step, 'conversation'>, index: number) =>
      conversations.write(toFacts({ ...step, conversation: 'endless' }, index));
    take({ event: 'Conversation Started' }, 1);
    for (let index = 2; index < 1000; index++) take({ event: 'Message Sent', messageId: `m${index}` }, index);
    expect(conversations.mapOpen(({ size, messages }) => ({ size, messages }))).toEqual([{ size: 50, messages: 998 }]);
    expect(conversations.dropped).toBe(1);
    expect(take({ event: 'Message Sent', messageId: 'm2' }, 1001)).toHaveLength(1);
    expect(take({ event: 'Message Sent', messageId: 'm999' }, 1002)).toEqual([]);
    expect(take({ event: 'Feedback Submitted', messageId: 'none' }, 1003)).toEqual([]);
    expect(take({ event: 'Conversation Ended', messageCount: 1 }, 1004)).toEqual([]);
    expect(conversations.dropped).toBe(1);
  });
});

describe('forgotten ids', () => {
  it('are all known again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (ids) => {
        const forgotten = new EvictedIds(2 ** 8);
        for (const id of ids) forgotten.add(hashOf(id), 0);
        for (const id of ids) expect(forgotten.mayHold(hashOf(id), 0)).toBe(true);
      }),
      runs(300),
    );
  });

  it('are rarely taken for others', () => {
    // As full as the real one is after ten million.
    const forgotten = new EvictedIds(2 ** 14);
    for (let index = 0; index < 40_000; index++) forgotten.add(hashOf(`conversation-${index}`), 0);
    let taken = 0;
    for (let index = 100_000; index < 200_000; index++)
      if (forgotten.mayHold(hashOf(`conversation-${index}`), 0)) taken++;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(1000);
  });
});

describe('message ids', () => {
  it(
    'are what a map would hold, whatever is added and let go',
    () => {
      const list = fc.nat(3);
      const id = fc.oneof(fc.nat(60).map(String), fc.string({ unit: 'binary' }));
      const actions = fc.array(
        fc.oneof(
          { weight: 30, arbitrary: fc.tuple(fc.constantFrom('find', 'say', 'carry'), list, id) },
          { weight: 1, arbitrary: fc.tuple(fc.constant('remove'), list, fc.constant('')) },
        ),
        { maxLength: 300 },
      );
      fc.assert(
        fc.property(actions, (all) => {
          const ids = new MessageIds(40_000);
          let serial = 0;
          const empty = (): IdList => ({ serial: serial++, size: 0, slots: NO_SLOT });
          const lists = Array.from({ length: 4 }, empty);
          const maps = lists.map(() => new Map<string, number | undefined>());
          all.forEach(([action, at, messageId], index) => {
            const [own, map] = [lists[at] ?? empty(), maps[at] ?? new Map<string, number | undefined>()];
            if (action === 'remove') {
              ids.remove(own);
              lists[at] = empty();
              maps[at] = new Map();
              return;
            }
            let slot = ids.find(own, hashOf(messageId), 0);
            expect(slot !== NO_SLOT).toBe(map.has(messageId));
            if (slot !== NO_SLOT) expect(ids.messageAt(slot)?.line).toBe(map.get(messageId));
            if (action === 'find') return;
            if (slot === NO_SLOT) slot = ids.add(own);
            const line = index + 1;
            if (action === 'say' && !ids.isMessage(slot)) {
              ids.setMessage(slot, { file: 1, record: line, line, column: 1 });
              map.set(messageId, line);
            } else if (!map.has(messageId)) map.set(messageId, undefined);
            expect(own.size).toBe(map.size);
          });
        }),
        runs(500),
      );
    },
    PATIENT.timeout,
  );

  it('are found in short lists and in long ones', () => {
    const ids = new MessageIds(40_000);
    const lists = Array.from({ length: 20 }, (_, serial): IdList => ({ serial, size: 0, slots: NO_SLOT }));
    for (let index = 0; index < 30_000; index++) {
      for (const list of index < 10 ? lists : lists.slice(0, 1)) {
        expect(ids.find(list, hashOf(`m${index}`), 0)).toBe(NO_SLOT);
        ids.setMessage(ids.add(list), { file: 1, record: 1, line: list.serial * 100_000 + index + 1, column: 1 });
      }
    }
    for (const list of lists) {
      for (let index = 0; index < list.size; index++) {
        expect(ids.messageAt(ids.find(list, hashOf(`m${index}`), 0))?.line).toBe(list.serial * 100_000 + index + 1);
      }
    }
  });
});

describe('the hash of an id', () => {
  it('is another one for another id', () => {
    const id = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.string({ maxLength: 9 }));
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(hashOf(a).join() === hashOf(b).join()).toBe(a === b);
      }),
      runs(2000),
    );
  });

  it('tells ids apart that differ in little', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => [`m${index}`, `m${index}\0`, `\0m${index}`, `${index}ü`]);
    const hashes = new Set(ids.flat().map((id) => hashOf(id).join()));
    expect(hashes.size).toBe(80_000);
    for (const word of [0, 1, 2, 3])
      expect(new Set(ids.flat().map((id) => hashOf(id)[word])).size).toBeGreaterThan(79_900);
  });
});
