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

/** Keeps exchanges until all are read, and gives them out conversation by conversation. */
export class ExchangeStore {
  readonly #sorter: ExternalSorter;
  readonly #seen = new SeenEntries();
  readonly #hash = new Int32Array(ID_WORDS);
  #order = 0;

  constructor(sorter: ExternalSorter) {
    this.#sorter = sorter;
  }

  add(id: string, format: string, { records: _, conversation: __, trace: ___, ...exchange }: Exchange): void {
    const seen = this.#seen.of(id);
    const before = seen.size;
    const keep = (entry: Entry): KeptEntry => {
      const key = entryKey(entry);
      const parts = partsOf(entry);
      const slot = slotOf({ key, parts });
      const isKnown = seen.has(slot);
      seen.add(slot);
      const isOwn = entry.id !== undefined || entry.time !== undefined || entry.feedback !== undefined;
      return isKnown && !isOwn ? { key, parts } : { key, parts, entry };
    };
    const kept: Stored = {
      id,
      format,
      exchange: {
        ...exchange,
        entries: exchange.entries.map(keep),
        choices: (exchange.choices ?? []).map((choice) => choice.map(keep)),
        order: this.#order++,
      },
    };
    this.#seen.grew(seen.size - before);
    hashId(id, this.#hash);
    this.#sorter.add(new Uint32Array(this.#hash.buffer), Buffer.from(JSON.stringify(kept)));
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
