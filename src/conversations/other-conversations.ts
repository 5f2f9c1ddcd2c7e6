import type { RecordStart } from '../problem/problem.js';
import { ExternalSorter } from '../spill/external-sorter.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { ConversationRule } from './conversation-rule.js';
import { otherRecord } from './conversation-rule.js';
import { SHORT_HASH_WORDS } from './fact-row.js';
import type { LogFinding } from './log-finding.js';
import type { MessagePlaces } from './message-places.js';

/** How many findings are looked at in one pass over all rows. */
const MAX_AT_ONCE = 20_000;

/** A finding as it waits in the sorter. */
interface Searching {
  readonly start: RecordStart;
  readonly conversation: readonly number[];
  readonly found: LogFinding;
}

/** A finding about a message id that is still to be looked up in other conversations. Plain data. */
export interface OpenFinding extends Searching {
  /** The hash of the id. */
  readonly messageId: readonly number[];
}

/** What is searched. */
export interface SearchedLog {
  /** Looks some message ids up. @param ids their short hashes, one behind the other */
  readonly placesOf: (ids: Uint32Array) => MessagePlaces;
  readonly fileNames: readonly string[];
  readonly rules: readonly ConversationRule[];
}

/** Findings about a message id that their conversation does not have: it may belong to another one. */
export class OtherConversations {
  readonly #sorter: ExternalSorter;

  constructor(files: TemporaryFiles, memoryBytes: number) {
    this.#sorter = new ExternalSorter({ keyWords: SHORT_HASH_WORDS, files, memoryBytes });
  }

  /**
   * Adds a finding.
   * @param messageId the hash of the id
   * @param conversation the hash of the id of its own conversation
   * @param start where its record begins
   */
  add(messageId: Uint32Array, conversation: Uint32Array, start: RecordStart, found: LogFinding): void {
    const searching: Searching = { start, conversation: [...conversation], found };
    this.#sorter.add(messageId, Buffer.from(JSON.stringify(searching)));
  }

  /** Searches a log for the ids, and calls a function with the findings, changed by what was found. */
  search(log: SearchedLog, onFinding: (finding: LogFinding) => void): void {
    let ids: number[] = [];
    let some: Searching[] = [];
    const flush = (): void => {
      if (some.length > 0) searchFor(Uint32Array.from(ids), some, log, onFinding);
      ids = [];
      some = [];
    };
    for (const { key, payload } of this.#sorter.sorted()) {
      ids.push(...key);
      if (some.push(JSON.parse(Buffer.from(payload).toString()) as Searching) === MAX_AT_ONCE) flush();
    }
    flush();
  }
}

function searchFor(
  ids: Uint32Array,
  some: readonly Searching[],
  { placesOf, fileNames, rules }: SearchedLog,
  onFinding: (finding: LogFinding) => void,
): void {
  const places = placesOf(ids);
  for (const [index, { start, conversation, found }] of some.entries()) {
    const place = places.onlyOther(ids, index * SHORT_HASH_WORDS, Uint32Array.from(conversation));
    const rule = rules.find(({ id }) => id === found.finding.rule);
    if (place === undefined || rule?.withOther === undefined) {
      onFinding(found);
      continue;
    }
    const [file = 0, record = 0, line = 0, column = 0, high = 0] = place;
    const other = { file: fileNames[file] ?? '', record, line, column: high * 2 ** 32 + column };
    onFinding({ ...found, finding: rule.withOther(found.finding, otherRecord(other, start)) });
  }
}
