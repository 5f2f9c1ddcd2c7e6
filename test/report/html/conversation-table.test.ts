import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_WORDS, hashId } from '../../../src/record/id-hash.js';
import { ConversationTable } from '../../../src/report/html/conversation-table.js';

const slotOf = (table: ConversationTable, id: string): number => {
  const hash = new Int32Array(1 + HASH_WORDS);
  hashId(id, hash, 1);
  return table.slotOf(hash, 1);
};

describe('the table of conversations', () => {
  it('ConversationTable returns the last values of each conversation, however many there are', () => {
    const events = fc.array(
      fc.record({ id: fc.oneof(fc.string(), fc.nat(20_000).map(String)), isMessage: fc.boolean() }),
      { maxLength: 500 },
    );
    fc.assert(
      fc.property(events, (all) => {
        const table = new ConversationTable();
        const known = new Map<string, { events: number; messages: number; last: number }>();
        all.forEach(({ id, isMessage }, index) => {
          const slot = slotOf(table, id);
          const before = known.get(id) ?? { events: 0, messages: 0, last: 0 };
          expect([table.eventsOf(slot), table.lastOf(slot)]).toEqual([before.events, before.last]);
          table.addEvent(slot, isMessage, index + 1);
          known.set(id, {
            events: before.events + 1,
            messages: before.messages + (isMessage ? 1 : 0),
            last: index + 1,
          });
        });
        expect(table.total).toBe(known.size);
        table.messageCounts().forEach((count, messages) => {
          expect(count).toBe([...known.values()].filter((one) => one.messages === messages).length);
        });
      }),
    );
  });

  it('ConversationTable keeps its values as it grows', () => {
    const table = new ConversationTable();
    for (let round = 1; round <= 3; round++) {
      for (let id = 0; id < 50_000; id++) {
        const slot = slotOf(table, `c_${id}`);
        expect(table.eventsOf(slot)).toBe(round - 1);
        table.addEvent(slot, id % 2 === 0, id);
        if (id === 777) table.mark(slot, 2);
      }
    }
    const slot = slotOf(table, 'c_777');
    expect([table.markOf(slot), table.lastOf(slot)]).toEqual([2, 777]);
    expect(table.eventsOfKey(table.keyOf(slot))).toBe(3);
    expect(table.messageCounts().slice(0, 4)).toEqual([25_000, 0, 0, 25_000]);
    expect([table.total, table.isInexact]).toEqual([50_000, false]);
  });

  it('ConversationTable starts again when it is full, and is then marked as inexact', () => {
    const table = new ConversationTable();
    for (let id = 0; id < 400_000; id++) table.addEvent(slotOf(table, `c_${id}`), true, id + 1);
    expect(table.isInexact).toBe(true);
    expect(table.total).toBe(400_000);
    expect(table.messageCounts()[1]).toBe(400_000);
  });
});
