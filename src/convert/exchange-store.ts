import { hashId } from '../record/id-hash.js';
import type { ExternalSorter } from '../spill/external-sorter.js';
import { partsOf } from './account.js';
import type { KeptEntry, KeptExchange } from './build-conversation.js';
import { slotOf } from './build-conversation.js';
import { entryKey } from './entry-key.js';
import type { Entry, Exchange } from './model.js';
import { SeenEntries } from './seen-entries.js';

/** The words of a key: the hash of a conversation’s id. */
export const ID_WORDS = 4;

/** All exchanges of one conversation. */
export interface StoredConversation {
  readonly id: string;
  /** The name of the format of its first exchange. */
  readonly format: string;
  readonly exchanges: readonly KeptExchange[];
}

interface Stored {
  readonly id: string;
  readonly format: string;
  readonly exchange: KeptExchange;
}

function hasFacts({ id, time, feedback }: Entry): boolean {
  return id !== undefined || time !== undefined || feedback !== undefined;
}

/** The entry without what only its key was made of: results of tools and arguments may be long. */
function withoutKeys({ key: _, actions, ...entry }: Entry): Entry {
  return actions === undefined || actions.length === 0
    ? entry
    : { ...entry, actions: actions.map(({ key: __, ...action }) => action) };
}

/** How many entries at the head of a request are those of the exchange before it in the conversation, with its answer. */
function sameAsBefore(entries: readonly Entry[], last: readonly number[]): number {
  const most = Math.min(entries.length, last.length);
  for (let same = 0; same < most; same++) {
    const entry = entries[same] as Entry;
    if (hasFacts(entry) || slotOf({ key: entryKey(entry), parts: partsOf(entry) }) !== last[same]) return same;
  }
  return most;
}

/** Keeps exchanges until all are read, and gives them out conversation by conversation. */
export class ExchangeStore {
  readonly #sorter: ExternalSorter;
  readonly #seen = new SeenEntries();
  readonly #hash = new Int32Array(ID_WORDS);
  #order = 0;

  constructor(sorter: ExternalSorter) {
    this.#sorter = sorter;
  }

  add(id: string, format: string, { records: _, conversation: __, ...exchange }: Exchange): void {
    const seen = this.#seen.of(id);
    const before = seen.slots.size;
    const { entries, choices = [] } = exchange;
    const same = sameAsBefore(entries, seen.last);
    const list = seen.last.slice(0, same);
    const keep = (entry: Entry, isRepeatable: boolean): KeptEntry => {
      const [key, parts] = [entryKey(entry), partsOf(entry)];
      const slot = slotOf({ key, parts });
      const isKnown = seen.slots.has(slot);
      seen.slots.add(slot);
      // One that has an id or a time is kept with them.
      list.push(isRepeatable && hasFacts(entry) ? Number.NaN : slot);
      return isKnown && !hasFacts(entry) ? { key, parts } : { key, parts, entry: withoutKeys(entry) };
    };
    const stored: Stored = {
      id,
      format,
      exchange: {
        ...exchange,
        same,
        entries: entries.slice(same).map((entry) => keep(entry, true)),
        choices: choices.map((choice, index) => {
          const answer = choice.map((entry) => keep(entry, false));
          // What follows repeats the first one, if any.
          if (index > 0) list.length -= choice.length;
          return answer;
        }),
        order: this.#order++,
      },
    };
    seen.last = list;
    this.#seen.grew(seen.slots.size - before);
    hashId(id, this.#hash);
    this.#sorter.add(new Uint32Array(this.#hash.buffer), Buffer.from(JSON.stringify(stored)));
  }

  *conversations(): Generator<StoredConversation> {
    let current: { id: string; format: string; exchanges: KeptExchange[] } | undefined;
    for (const { payload } of this.#sorter.sorted()) {
      const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      const { id, format, exchange } = JSON.parse(bytes.toString()) as Stored;
      if (current?.id !== id) {
        if (current !== undefined) yield current;
        current = { id, format, exchanges: [] };
      }
      current.exchanges.push(exchange);
    }
    if (current !== undefined) yield current;
  }
}
