import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conversations } from '../../src/conversations/conversations.js';
import { EvictedIds } from '../../src/conversations/evicted-ids.js';
import type { IdList } from '../../src/conversations/message-ids.js';
import { MessageIds, NO_SLOT } from '../../src/conversations/message-ids.js';
import { Places } from '../../src/conversations/places.js';
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

/** The findings in a log: record, rule, and the related place. */
function problemsOf(log: readonly Step[], maxConversations: number): string[] {
  const conversations = new Conversations(CONVERSATION_RULES, maxConversations);
  const found = log.flatMap((step, index) => {
    if (step.event === 'unreadable') {
      conversations.noteUnreadable(step.conversation);
      return [];
    }
    const facts = toFacts(step, index + 1);
    const findings = conversations.writeFacts(facts);
    conversations.noteLast({ ...facts, endLine: facts.line, endColumn: 2 }, true, facts.conversationId);
    return findings.map((finding) => `${index + 1} ${JSON.stringify(finding)}`);
  });
  const late = conversations.mapOpen((state) => {
    const finding = neverEnded(state);
    return finding === undefined ? [] : [`${state.last?.place.record} ${JSON.stringify(finding)}`];
  });
  return [...found, ...late.flat()];
}

/** The rules and records alone. */
const spots = (problems: readonly string[]) =>
  problems.map((problem) => problem.replace(/^(\d+) \{"rule":"([^"]+)".*$/, '$1 $2'));

describe('conversation rules in limited memory', () => {
  it.each([1, 2, 3, 5])(
    'find nothing with room for %i conversations that they do not find with room for all',
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

  it('find problems of most rules with room for all conversations and for two', () => {
    const some = fc.sample(fc.array(steps(4), { minLength: 60, maxLength: 60 }), { numRuns: 50, seed: 1 });
    for (const [most, least] of [
      [1000, 9],
      [2, 7],
    ] as const) {
      const rules = new Set(some.flatMap((log) => spots(problemsOf(log, most)).map((spot) => spot.split(' ')[1])));
      expect(rules.size).toBeGreaterThanOrEqual(least);
    }
  });

  it('count each evicted conversation once', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const start = (conversation: string, index: number) =>
      conversations.writeFacts(toFacts({ event: 'Conversation Started', conversation }, index));
    for (let index = 1; index <= 100; index++) start(`c${index}`, index);
    for (let index = 1; index <= 80; index++) expect(start(`c${index}`, 100 + index)).toEqual([]);
    const kept = conversations.mapOpen(() => 1).length;
    expect(kept).toBeLessThanOrEqual(10);
    expect(conversations.dropped).toBe(100 - kept);
  });

  it('limit the message ids of one long conversation and still count its messages', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const write = (step: Omit<Step, 'conversation'>, index: number) =>
      conversations.writeFacts(toFacts({ ...step, conversation: 'endless' }, index));
    write({ event: 'Conversation Started' }, 1);
    for (let index = 2; index < 1000; index++) write({ event: 'Message Sent', messageId: `m${index}` }, index);
    expect(conversations.mapOpen(({ size, messages }) => ({ size, messages }))).toEqual([{ size: 50, messages: 998 }]);
    expect(conversations.dropped).toBe(1);
    expect(write({ event: 'Message Sent', messageId: 'm2' }, 1001)).toHaveLength(1);
    expect(write({ event: 'Message Sent', messageId: 'm999' }, 1002)).toEqual([]);
    expect(write({ event: 'Feedback Submitted', messageId: 'none' }, 1003)).toEqual([]);
    expect(write({ event: 'Conversation Ended', messageCount: 1 }, 1004)).toEqual([]);
    expect(conversations.dropped).toBe(1);
  });
});

describe('evicted ids', () => {
  it('are all found again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (ids) => {
        const evicted = new EvictedIds(2 ** 8);
        for (const id of ids) evicted.add(hashOf(id), 0);
        for (const id of ids) expect(evicted.mayHold(hashOf(id), 0)).toBe(true);
      }),
      runs(300),
    );
  });

  it('are rarely confused with other ids', () => {
    // As full as the real one is after ten million.
    const evicted = new EvictedIds(2 ** 14);
    for (let index = 0; index < 40_000; index++) evicted.add(hashOf(`conversation-${index}`), 0);
    let confused = 0;
    for (let index = 100_000; index < 200_000; index++)
      if (evicted.mayHold(hashOf(`conversation-${index}`), 0)) confused++;
    expect(confused).toBeGreaterThan(0);
    expect(confused).toBeLessThan(1000);
  });
});

describe('message ids', () => {
  it(
    'are the same as in a map, whatever is added and removed',
    () => {
      const list = fc.nat(3);
      const id = fc.oneof(fc.nat(60).map(String), fc.string({ unit: 'binary' }));
      const actions = fc.array(
        fc.oneof(
          { weight: 30, arbitrary: fc.tuple(fc.constantFrom('find', 'message', 'event'), list, id) },
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
            if (action === 'message' && !ids.isMessage(slot)) {
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

describe('hashId', () => {
  it('gives different hashes to different ids', () => {
    const id = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.string({ maxLength: 9 }));
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(hashOf(a).join() === hashOf(b).join()).toBe(a === b);
      }),
      runs(2000),
    );
  });

  it('gives different hashes to ids that differ in one character or in zero bytes', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => [`m${index}`, `m${index}\0`, `\0m${index}`, `${index}ü`]);
    const hashes = new Set(ids.flat().map((id) => hashOf(id).join()));
    expect(hashes.size).toBe(80_000);
    for (const word of [0, 1, 2, 3])
      expect(new Set(ids.flat().map((id) => hashOf(id)[word])).size).toBeGreaterThan(79_900);
  });

  it('gives an id with a lone surrogate a hash that the bytes of no other id have', () => {
    const lone = fc.array(fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', '\0', '\x80', 'é', '😀', 'a'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(lone, fc.string({ unit: 'binary', maxLength: 16 }), (units, noise) => {
        const id = units.join('');
        // The bytes of the id in other encodings, read as UTF-8 and as one character each.
        const utf16 = Buffer.from(id, 'utf16le');
        for (const other of [utf16.toString(), utf16.toString('latin1'), Buffer.from(id).toString(), noise])
          expect(hashOf(other).join() === hashOf(id).join()).toBe(other === id);
      }),
      runs(2000),
    );
    expect(hashOf('\ud800\u0080').join()).not.toBe(hashOf('\0\u0600\0').join());
  });
});

describe('Places', () => {
  it('keeps columns of more than 32 bits, and smaller ones that are written over them', () => {
    const places = new Places(new Int32Array(8));
    const place = { file: 1, record: 2 ** 31, line: 2 ** 32 - 1, column: 2 ** 32 + 5 };
    places.write(0, place);
    places.write(4, { ...place, column: 2 ** 32 - 1 });
    expect([places.read(0), places.read(4)]).toEqual([place, { ...place, column: 2 ** 32 - 1 }]);
    places.write(0, { ...place, column: 7 });
    expect(places.read(0).column).toBe(7);
  });

  it('lets a problem name a related record at a column of more than 32 bits', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const write = (index: number, column: number) =>
      conversations.writeFacts({
        ...toFacts({ event: 'Message Sent', conversation: 'c1', messageId: 'm1' }, index),
        column,
      });
    conversations.writeFacts({ ...toFacts({ event: 'Conversation Started', conversation: 'c1' }, 1), column: 2 ** 33 });
    write(2, 2 ** 33 + 1);
    expect(write(3, 2 ** 33 + 2)).toMatchObject([{ details: { message: { record: 2, column: 2 ** 33 + 1 } } }]);
    expect(
      conversations.writeFacts({
        ...toFacts({ event: 'Conversation Started', conversation: 'c1' }, 4),
        column: 2 ** 33 + 3,
      }),
    ).toMatchObject([{ details: { start: { record: 1, column: 2 ** 33 } } }]);
  });
});

describe('the users of a conversation', () => {
  it('are reported once each, for at most 20 further ones, and kept in limited memory', () => {
    const conversations = new Conversations(CONVERSATION_RULES, 10);
    const write = (userId: string, index: number) =>
      conversations.writeFacts(
        toFacts({ event: 'Conversation Started', conversation: `c${index % 2}`, userId }, index),
      );
    const reported = (findings: readonly { rule: string }[]) =>
      findings.filter(({ rule }) => rule === 'conversation/mixed-users').length;
    let found = 0;
    for (let index = 0; index < 1000; index++) found += reported(write(`u${index % 100}`, index));
    expect(found).toBe(2 * 20);
  });
});
