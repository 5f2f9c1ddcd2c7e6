import type { RecordStart } from '../problem/problem.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import { RowPartitions } from '../spill/row-partitions.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { Writable } from '../text/writable.js';
import type { ConversationEvent } from './conversation-events.js';
import { ConversationEvents, EVENT_KEY_WORDS } from './conversation-events.js';
import type { BrokenRule, FoldOptions } from './conversation-fold.js';
import { ConversationFold } from './conversation-fold.js';
import { ConversationIds, keyOfHash } from './conversation-ids.js';
import type { ConversationKey } from './conversation-key.js';
import { firstBitsOf } from './conversation-key.js';
import { EventNames } from './event-names.js';
import type { FactRow } from './fact-row.js';
import {
  CONVERSATION,
  CONVERSATION_WORDS,
  isSameConversation,
  MESSAGE_ID,
  ROW_WORDS,
  SHORT_HASH_WORDS,
} from './fact-row.js';
import { foldLargePartition } from './fold-large-partition.js';
import { PartitionFolder } from './fold-partition.js';
import type { LogFinding } from './log-finding.js';
import { logFinding } from './log-finding.js';
import { MessagePlaces } from './message-places.js';
import type { OpenFinding } from './other-conversations.js';
import { OtherConversations } from './other-conversations.js';
import { UnplacedRecords } from './unplaced-records.js';
import { eachWholeRow } from './whole-rows.js';

/** How many partitions there are: a power of two. */
export const PARTITIONS = 64;
const PARTITION_BITS = 6;

/** The memory for rows and for ids; what goes beyond it goes to temporary files. */
export const DEFAULT_MEMORY: ConversationMemory = {
  rowBytes: 32 * 1024 * 1024,
  idBytes: 8 * 1024 * 1024,
  partitionBytes: 64 * 1024 * 1024,
  sorterBytes: 24 * 1024 * 1024,
};

/** How much memory the check of conversations uses. */
export interface ConversationMemory {
  readonly rowBytes: number;
  readonly idBytes: number;
  /** A partition with more rows than these is sorted in a file. */
  readonly partitionBytes: number;
  readonly sorterBytes: number;
}

/** How many findings wait for the ids of their conversations. */
const MAX_WAITING = 10_000;

/** A conversation with findings. These come one conversation after the other. */
interface FoundConversation {
  /** The words of its rows that tell it apart. */
  readonly hash: Uint32Array;
  /** The same, as `keyOfHash` names it. */
  readonly key: string;
}

/** A finding for which the id of its conversation is still to be looked up. */
interface Waiting {
  readonly found: Writable<LogFinding>;
  readonly conversation: FoundConversation;
  /** Where its record begins. */
  readonly start: RecordStart;
  readonly unlessIdStarts: readonly string[];
  /** The hash of the message id, if other conversations are to be searched for it. */
  readonly searched: Uint32Array | undefined;
}

/** How the records of a log are checked at its end. */
export interface EndOptions extends Pick<FoldOptions, 'rules' | 'byTime' | 'isComplete' | 'measures' | 'skips'> {
  /** The spec event that a name stands for, in the words of findings. */
  readonly specEventOf: (name: string | undefined) => string | undefined;
  /** Gets what is to be looked up in other conversations, if these are elsewhere. Default: all are in this log. */
  readonly onOpen?: ((open: OpenFinding) => void) | undefined;
}

/**
 * The facts of all records of a log that have a part in a conversation, gathered while it is read, and checked at its end. What
 * does not fit in memory goes to temporary files.
 */
export class ConversationLog {
  readonly names = new EventNames();
  /** The names of the files by their numbers. */
  readonly fileNames: string[] = [];
  readonly unplaced = new UnplacedRecords();
  readonly #rows: RowPartitions;
  readonly #ids: ConversationIds;
  readonly #files: TemporaryFiles;
  readonly #memory: ConversationMemory;

  constructor(files: TemporaryFiles, memory: ConversationMemory = DEFAULT_MEMORY) {
    this.#files = files;
    this.#memory = memory;
    this.#rows = new RowPartitions({ words: ROW_WORDS, partitions: PARTITIONS, memoryBytes: memory.rowBytes, files });
    this.#ids = new ConversationIds(PARTITIONS, memory.idBytes, files);
  }

  /** How many bytes are in temporary files. */
  get spilledBytes(): number {
    return this.#rows.spilledBytes + this.#ids.spilledBytes;
  }

  /** The memory of rows; another array after each call of `rowFor`. */
  get rows(): Uint32Array {
    return this.#rows.rows;
  }

  /** Adds a row for a record of the conversation with this hash; returns where it begins. All of its words have to be written. */
  rowFor(hash: number): number {
    return this.#rows.rowFor(hash >>> (32 - PARTITION_BITS));
  }

  /** Whether the id of a conversation has to be added. */
  needsId(hash: Int32Array, at: number): boolean {
    return !this.#ids.wasAdded(hash, at);
  }

  addId(hash: Int32Array, at: number, bytes: Uint8Array, start: number, end: number): void {
    this.#ids.add((hash[at] as number) >>> (32 - PARTITION_BITS), hash, at, bytes, start, end);
  }

  /** All rows, partition by partition; each block is valid until the next is asked for. */
  *rowBlocks(): Generator<Uint32Array> {
    for (let partition = 0; partition < PARTITIONS; partition++) yield* this.#rows.blocks(partition);
  }

  /** All rows of ids, likewise. */
  *idBlocks(): Generator<Uint32Array> {
    for (let partition = 0; partition < PARTITIONS; partition++) yield* this.#ids.blocks(partition);
  }

  /** Adds rows of ids of another log. */
  addIdRows(words: Uint32Array): void {
    this.#ids.addRows(words, (hash) => hash >>> (32 - PARTITION_BITS));
  }

  /** Calls a function with all that the rules find, in no order. */
  check(options: EndOptions, onFinding: (finding: LogFinding) => void): void {
    let waiting: Waiting[] = [];
    const others = new OtherConversations(this.#files, this.#memory.sorterBytes);
    const flush = (partition: number): void => {
      this.#addIds(partition, waiting);
      for (const { found, searched, unlessIdStarts, conversation, start } of waiting) {
        const { conversationId } = found;
        if (unlessIdStarts.some((start) => conversationId?.startsWith(start) !== false)) continue;
        if (searched === undefined) onFinding(found);
        else if (options.onOpen !== undefined)
          options.onOpen({ messageId: [...searched], conversation: [...conversation.hash], start, found });
        else others.add(searched, conversation.hash, start, found);
      }
      waiting = [];
    };
    let partition = 0;
    const fold = new ConversationFold({
      ...options,
      fileNames: this.fileNames,
      unplaced: this.unplaced,
      onBroken: (broken) => {
        const one = this.#waiting(broken, waiting.at(-1)?.conversation, options);
        if (waiting.push(one) === MAX_WAITING) flush(partition);
      },
    });
    const folder = new PartitionFolder(fold);
    for (; partition < PARTITIONS; partition++) {
      const rowCount = this.#rows.rowCount(partition);
      if (rowCount === 0) continue;
      if (rowCount * ROW_WORDS * 4 <= this.#memory.partitionBytes) folder.fold(this.#rows.read(partition));
      else foldLargePartition(this.#rows.blocks(partition), fold, this.#sorterSettings);
      flush(partition);
    }
    const { fileNames } = this;
    others.search({ placesOf: (ids) => this.placesOf(ids), fileNames, rules: options.rules }, onFinding);
  }

  /** Looks some message ids up in all rows. @param ids their short hashes, one behind the other */
  placesOf(ids: Uint32Array): MessagePlaces {
    const places = new MessagePlaces(ids);
    this.#eachRow((row) => places.look(row));
    return places;
  }

  /** All events of some conversations, one conversation after the other. Called after all was added, and before `close`. */
  eventsOf(keys: readonly ConversationKey[]): Generator<ConversationEvent> {
    const sorter = new ExternalSorter({ ...this.#sorterSettings, keyWords: EVENT_KEY_WORDS });
    const events = new ConversationEvents(keys, sorter);
    const partitions = new Set(keys.map((key) => firstBitsOf(key, PARTITION_BITS)));
    for (const partition of partitions) events.add(this.#rows.blocks(partition));
    return events.sorted({ fileNames: this.fileNames, nameOf: (number) => this.names.nameOf(number) });
  }

  close(): void {
    this.#rows.close();
    this.#ids.close();
  }

  get #sorterSettings() {
    return { files: this.#files, memoryBytes: this.#memory.sorterBytes };
  }

  #eachRow(call: (row: FactRow) => void): void {
    for (let partition = 0; partition < PARTITIONS; partition++) eachWholeRow(this.#rows.blocks(partition), call);
  }

  /** @param last the conversation of the finding before */
  #waiting(broken: BrokenRule, last: FoundConversation | undefined, { specEventOf }: EndOptions): Waiting {
    const { rule, record, unlessIdStarts } = broken;
    const event = this.names.nameOf(record.name);
    const { words, at } = record;
    const idAt = at + MESSAGE_ID;
    const isSame = last !== undefined && isSameConversation(last.hash, 0, words, at);
    return {
      found: logFinding(broken, { event, specEvent: specEventOf(event), fileNames: this.fileNames }),
      conversation: isSame ? last : foundConversation(words, at + CONVERSATION),
      start: record.start(this.fileNames),
      unlessIdStarts,
      searched: rule.withOther === undefined ? undefined : words.slice(idAt, idAt + SHORT_HASH_WORDS),
    };
  }

  /** Adds the ids of their conversations, which are of one partition. */
  #addIds(partition: number, waiting: readonly Waiting[]): void {
    if (waiting.length === 0) return;
    const ids = new Map<string, string | undefined>();
    for (const { conversation } of waiting) ids.set(conversation.key, undefined);
    this.#ids.find(partition, ids);
    for (const { found, conversation } of waiting) found.conversationId = ids.get(conversation.key);
  }
}

function foundConversation(words: Uint32Array, at: number): FoundConversation {
  return { hash: words.slice(at, at + CONVERSATION_WORDS), key: keyOfHash(words, at) };
}
