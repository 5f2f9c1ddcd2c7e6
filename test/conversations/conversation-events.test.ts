import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConversationEvents, EVENT_KEY_WORDS } from '../../src/conversations/conversation-events.js';
import { conversationKey } from '../../src/conversations/conversation-key.js';
import { BROKEN, SENT } from '../../src/conversations/event-kind.js';
import { BITS, CONVERSATION, FILE, IS_LONG, RECORD, ROW_WORDS } from '../../src/conversations/fact-row.js';
import { ExternalSorter } from '../../src/spill/external-sorter.js';
import { TemporaryFiles } from '../../src/spill/temporary-files.js';
import { testFolders } from '../support/folders.js';

const newFolder = testFolders();
const folder = newFolder();

/** The hashes of some conversations; the first two have the last bits in common. */
const HASHES = [
  [0x12345678, 0x0001_beef, 1],
  [0x12345678, 0x0002_beef, 2],
  [0x87654321, 0xffff_ffff, 3],
] as const;

interface Row {
  readonly conversation: number;
  readonly isLong: boolean;
  readonly isBroken: boolean;
}

/** The rows in blocks, each of a number of parts. The second part of a long row looks like a row of the first conversation. */
function blocksOf(rows: readonly Row[], partsOf: number): Uint32Array[] {
  const parts = rows.flatMap(({ conversation, isLong, isBroken }, index) => {
    const row = new Uint32Array(ROW_WORDS);
    row.set(HASHES[conversation] ?? [], CONVERSATION);
    row[FILE] = index % 2;
    row[RECORD] = index + 1;
    row[BITS] = (isBroken ? BROKEN : SENT) | (isLong ? IS_LONG : 0);
    const second = new Uint32Array(ROW_WORDS);
    second.set(HASHES[0], CONVERSATION);
    return isLong ? [row, second] : [row];
  });
  const blocks = [];
  for (let from = 0; from < parts.length; from += partsOf) {
    const some = parts.slice(from, from + partsOf);
    const words = new Uint32Array(some.length * ROW_WORDS);
    some.forEach((part, index) => {
      words.set(part, index * ROW_WORDS);
    });
    blocks.push(words);
  }
  return blocks;
}

it('ConversationEvents has the events of its conversations, wherever blocks end within long rows', () => {
  const rows = fc.array(fc.record({ conversation: fc.nat(2), isLong: fc.boolean(), isBroken: fc.boolean() }));
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), fc.subarray([0, 1, 2]), (all, partsOf, wanted) => {
      const files = new TemporaryFiles({ folder });
      const sorter = new ExternalSorter({ keyWords: EVENT_KEY_WORDS, memoryBytes: 10_000, files });
      const keys = wanted.map((conversation) => conversationKey(HASHES[conversation] ?? [], 0));
      const events = new ConversationEvents(keys, sorter);
      events.add(blocksOf(all, partsOf));
      const found = [...events.sorted({ fileNames: ['a', 'b'], nameOf: () => 'Message Sent' })];
      const numbered = all.map((row, index) => ({ ...row, record: index + 1, fileIndex: index % 2 }));
      const expected = keys.flatMap((key, index) =>
        numbered
          .filter(({ conversation, isBroken }) => conversation === wanted[index] && !isBroken)
          .sort((a, b) => a.fileIndex - b.fileIndex || a.record - b.record)
          .map(({ fileIndex, record }) => ({ conversation: key, fileIndex, record })),
      );
      expect(found.map(({ conversation, fileIndex, record }) => ({ conversation, fileIndex, record }))).toEqual(
        expected,
      );
    }),
  );
});
