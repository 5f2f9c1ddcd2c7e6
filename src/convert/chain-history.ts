import { entryKey, hashNumber } from './entry-key.js';
import type { Exchange } from './model.js';

/** An exchange without a conversation id, with the keys of its lists. */
interface Unnamed {
  readonly exchange: Exchange;
  readonly format: string;
  readonly request: readonly number[];
  readonly answers: readonly (readonly number[])[];
  readonly time: string;
  readonly order: number;
}

/** The next hash of a list: of what it was, and one more key. */
function longer(hash: number, key: number): number {
  return hashNumber(`${hash} ${key}`);
}

/**
 * Rebuilds conversations for `--conversation-id-from history`: a request continues the conversation whose whole list is its longest
 * prefix. Two conversations with the same beginning are one until they differ. Holds all exchanges in memory.
 */
export class HistoryChains {
  readonly #exchanges: Unnamed[] = [];

  get size(): number {
    return this.#exchanges.length;
  }

  add(exchange: Exchange, format: string): void {
    const { entries, choices = [], time, requestTime } = exchange;
    const own = [...entries, ...(choices[0] ?? [])].findLast((entry) => entry.time !== undefined)?.time;
    this.#exchanges.push({
      exchange,
      format,
      request: entries.map(entryKey),
      answers: choices.map((choice) => choice.map(entryKey)),
      time: time ?? own ?? requestTime ?? this.#exchanges.at(-1)?.time ?? '',
      order: this.#exchanges.length,
    });
  }

  /** Gives each exchange the id of its conversation, which is made of the format, and the words and the time of the first request. */
  *named(): Generator<{ readonly id: string; readonly format: string; readonly exchange: Exchange }> {
    const ids = new Map<number, string>();
    const ordered = [...this.#exchanges].sort((a, b) => {
      if (a.time !== b.time) return a.time < b.time ? -1 : 1;
      return a.request.length - b.request.length || a.order - b.order;
    });
    // The same request at the same time is one that was logged twice.
    const logged = new Map<string, string>();
    for (const { exchange, format, request, answers, time } of ordered) {
      let hash = 0;
      let id: string | undefined;
      for (const key of request) {
        hash = longer(hash, key);
        id = ids.get(hash) ?? id;
      }
      const same = `${time} ${hash}`;
      id = logged.get(same) ?? id ?? `history-${hashNumber(`${format} ${same}`).toString(36)}`;
      logged.set(same, id);
      if (answers.length === 0) ids.set(hash, id);
      for (const answer of answers) ids.set(answer.reduce(longer, hash), id);
      yield { id, format, exchange };
    }
  }
}
