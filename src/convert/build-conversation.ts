import { partsOf } from './account.js';
import { HistoryAligner } from './align-history.js';
import type { Entry, Exchange } from './model.js';
import type { Draft, PlacedEntry } from './place-entries.js';
import { placed } from './place-entries.js';
import type { Reason } from './reasons.js';

/** An entry as it is kept until its conversation is complete. */
export interface KeptEntry {
  /** Its `entryKey`. */
  readonly key: number;
  /** How many parts it has. */
  readonly parts: number;
  /** Left out if an earlier exchange of the conversation was kept with an entry of this key and number of parts. */
  readonly entry?: Entry;
}

/** An exchange as it is kept until its conversation is complete. */
export interface KeptExchange extends Omit<Exchange, 'records' | 'entries' | 'choices' | 'conversation'> {
  /** How many entries at its head are those of the exchange that was read before it in the conversation, with its first answer. */
  readonly same: number;
  /** The entries behind these. */
  readonly entries: readonly KeptEntry[];
  readonly choices: readonly (readonly KeptEntry[])[];
  /** Its number in the run, in the order in which exchanges were read. */
  readonly order: number;
}

/** What two entries share if one can stand for the other. Media are not in the key, since a replay may drop them. */
export function slotOf({ key, parts }: Pick<KeptEntry, 'key' | 'parts'>): number {
  return parts === 1 ? key : -(key + parts);
}

/** A kept entry with what it stands for. */
type Keyed = Required<KeptEntry>;

/** A kept exchange with all its entries. */
interface WholeExchange extends Omit<KeptExchange, 'same' | 'entries' | 'choices'> {
  readonly entries: readonly Keyed[];
  readonly choices: readonly (readonly Keyed[])[];
}

/** A conversation as it is written. */
export interface BuiltConversation {
  readonly entries: readonly PlacedEntry[];
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
  readonly endedAt: string | undefined;
}

/** Counts entries that become no event. */
export type LeaveOut = (reason: Reason, entry: Entry) => void;

/** A choice of answers: the numbers of the entries of each. */
interface Choice {
  readonly options: readonly (readonly (number | undefined)[])[];
}

function timeOf({ time, entries, choices, requestTime }: WholeExchange): string | undefined {
  if (time !== undefined) return time;
  const all = [...entries, ...(choices[0] ?? [])];
  return all.findLast(({ entry }) => entry.time !== undefined)?.entry.time ?? requestTime;
}

const sizeOf = ({ entries, choices }: WholeExchange): number =>
  entries.length + choices.reduce((sum, choice) => sum + choice.length, 0);

/** What orders exchanges of one instant, so that their order in the files does not matter. */
function contentOf({ entries, choices }: WholeExchange): string {
  return [...entries, ...choices.flat()].map(({ key, entry }) => `${key} ${entry.id ?? ''}`).join('\n');
}

/** The exchanges with their entries, whichever of them these were kept with. */
function whole(exchanges: readonly KeptExchange[]): WholeExchange[] {
  const known = new Map<number, Entry>();
  const note = (kept: KeptEntry): void => {
    const { entry } = kept;
    const slot = slotOf(kept);
    // A message that repeats an answer word for word is not that answer.
    if (entry !== undefined && !known.has(slot))
      known.set(slot, { ...entry, id: undefined, time: undefined, details: undefined });
  };
  for (const { entries, choices } of exchanges) {
    for (const kept of entries) note(kept);
    for (const choice of choices) for (const kept of choice) note(kept);
  }
  const repeated = (kept: KeptEntry): Keyed => ({ ...kept, entry: known.get(slotOf(kept)) as Entry });
  const keyed = (kept: KeptEntry): Keyed => (kept.entry === undefined ? repeated(kept) : (kept as Keyed));
  let before: readonly Keyed[] = [];
  return exchanges.map((exchange) => {
    const entries = before.slice(0, exchange.same);
    for (const kept of exchange.entries) entries.push(keyed(kept));
    const choices = exchange.choices.map((choice) => choice.map(keyed));
    before = [...entries, ...(choices[0] ?? []).map(repeated)];
    return { ...exchange, entries, choices };
  });
}

/**
 * The exchanges by time. One without a time takes that of the one read before it; those of one instant stand with the shorter
 * history first.
 */
function inOrder(exchanges: readonly WholeExchange[]): WholeExchange[] {
  let last = '';
  const timed = [...exchanges]
    .sort((a, b) => a.order - b.order)
    .map((exchange) => {
      const own = timeOf(exchange);
      last = own ?? last;
      return { exchange, time: last, isTimed: own !== undefined };
    });
  timed.sort((a, b) => {
    if (a.time !== b.time) return a.time < b.time ? -1 : 1;
    if (!a.isTimed || !b.isTimed) return a.exchange.order - b.exchange.order;
    const bySize = sizeOf(a.exchange) - sizeOf(b.exchange);
    if (bySize !== 0) return bySize;
    const [first, second] = [contentOf(a.exchange), contentOf(b.exchange)];
    return first === second ? a.exchange.order - b.exchange.order : first < second ? -1 : 1;
  });
  return timed.map(({ exchange }) => exchange);
}

/**
 * Of several exchanges with one id, such as polls of one response, one: with the longest request, and the answer of the last state, which is
 * the longest.
 */
function withoutRepeatedIds(exchanges: readonly WholeExchange[], leaveOut: LeaveOut): WholeExchange[] {
  const byId = new Map<string, WholeExchange>();
  const drop = (entries: readonly Keyed[]): void => {
    for (const { entry } of entries) leaveOut('repeated history', entry);
  };
  const result: WholeExchange[] = [];
  for (const exchange of exchanges) {
    const known = exchange.id === undefined ? undefined : byId.get(exchange.id);
    if (exchange.id === undefined || known === undefined) {
      if (exchange.id === undefined) result.push(exchange);
      else byId.set(exchange.id, exchange);
      continue;
    }
    const [asks, other] = exchange.entries.length > known.entries.length ? [exchange, known] : [known, exchange];
    const answers = answerSize(exchange) > answerSize(known) ? exchange : known;
    drop(other.entries);
    drop((answers === exchange ? known : exchange).choices.flat());
    byId.set(exchange.id, {
      ...answers,
      entries: asks.entries,
      requestTime: asks.requestTime ?? answers.requestTime,
      order: Math.min(known.order, exchange.order),
    });
  }
  return [...result, ...byId.values()];
}

const answerSize = ({ choices }: WholeExchange): number => choices.reduce((sum, choice) => sum + choice.length, 0);

/** Puts the exchanges of one conversation together. */
class Builder {
  readonly #leaveOut: LeaveOut;
  readonly #aligner = new HistoryAligner();
  readonly #numbered: Draft[] = [];
  readonly #drafts: Draft[] = [];
  readonly #choices: Choice[] = [];
  /** Numbers of entries that a later request repeated. */
  readonly #replayed = new Set<number>();
  readonly #known = new Set<string>();
  #sequences = 0;

  constructor(leaveOut: LeaveOut) {
    this.#leaveOut = leaveOut;
  }

  add(exchange: WholeExchange): void {
    if (exchange.repeats === 'history') this.#addHistory(exchange);
    else this.#addNew(exchange);
  }

  #addHistory({ entries, choices, requestTime }: WholeExchange): void {
    const request = entries.map(({ key }) => key);
    const options: (number | undefined)[][] = [];
    const isNew = this.#aligner.size;
    for (const choice of choices.length === 0 ? [[]] : choices) {
      const { numbers } = this.#aligner.add([...request, ...choice.map(({ key }) => key)]);
      const isFirst = options.length === 0;
      if (isFirst) this.#place(entries, numbers.slice(0, entries.length), requestTime);
      this.#place(choice, numbers.slice(entries.length), undefined, isFirst ? 'repeated history' : 'other choice');
      options.push(numbers.slice(entries.length));
      if (!isFirst) continue;
      for (const number of numbers.slice(0, entries.length)) {
        if (number !== undefined && number < isNew) this.#replayed.add(number);
      }
    }
    if (options.length > 1) this.#choices.push({ options });
  }

  #place(
    entries: readonly Keyed[],
    numbers: readonly (number | undefined)[],
    requestTime: string | undefined,
    ifKnown: Reason = 'repeated history',
  ): void {
    const isNew = (index: number): boolean => {
      const number = numbers[index];
      return number !== undefined && this.#numbered[number] === undefined;
    };
    const asked =
      requestTime === undefined
        ? -1
        : entries.findLastIndex(({ entry }, index) => entry.role === 'customer' && isNew(index));
    for (const [index, { entry }] of entries.entries()) {
      const number = numbers[index];
      if (number === undefined) this.#leaveOut('summary', entry);
      else if (isNew(index)) {
        const time = entry.time ?? (index === asked ? requestTime : undefined);
        const draft = { entry: time === entry.time ? entry : { ...entry, time }, sequence: 0 };
        this.#numbered[number] = draft;
        this.#drafts.push(draft);
      } else this.#repeat(this.#numbered[number] as Draft, entry, ifKnown);
    }
  }

  /** What is known by now of an entry that was first seen in the history of another request. */
  #repeat(draft: Draft, entry: Entry, reason: Reason): void {
    // A message that grew, as by the calls of its tools, stands for what it was before.
    if (entry.id !== undefined && entry.id === draft.entry.id && partsOf(entry) > partsOf(draft.entry)) {
      this.#leaveOut(reason, draft.entry);
      draft.entry = { ...entry, time: draft.entry.time ?? entry.time };
      return;
    }
    this.#leaveOut(reason, entry);
    const { id = entry.id, time = entry.time } = draft.entry;
    if (id !== draft.entry.id || time !== draft.entry.time) draft.entry = { ...draft.entry, id, time };
  }

  #addNew({ entries, choices, requestTime }: WholeExchange): void {
    const sequence = ++this.#sequences;
    const asked = requestTime === undefined ? -1 : entries.findLastIndex(({ entry }) => entry.role === 'customer');
    for (const [index, { key: content, entry: own }] of [...entries, ...(choices[0] ?? [])].entries()) {
      const entry = index === asked && own.time === undefined ? { ...own, time: requestTime } : own;
      const what = entry.feedback === undefined ? 'message' : 'feedback';
      const key =
        entry.id !== undefined
          ? `${what} ${entry.id} ${content} ${entry.feedback?.rating}`
          : entry.time !== undefined
            ? `${what} ${entry.time} ${content} ${entry.feedback?.rating} ${entry.feedback?.messageId}`
            : undefined;
      if (key !== undefined && this.#known.has(key)) {
        this.#leaveOut('duplicate', entry);
        continue;
      }
      if (key !== undefined) this.#known.add(key);
      this.#drafts.push({ entry, sequence });
    }
  }

  /** The entries in their final order, with times. */
  end(): PlacedEntry[] {
    const dropped = new Set<Draft>();
    for (const { options } of this.#choices) {
      const wasReplayed = (numbers: readonly (number | undefined)[]): boolean =>
        numbers.some((number) => number !== undefined && this.#replayed.has(number));
      const shown = options.find(wasReplayed) ?? options[0] ?? [];
      const kept = new Set(shown);
      for (const number of options.flat()) {
        const draft = number === undefined || kept.has(number) ? undefined : this.#numbered[number];
        if (draft !== undefined) dropped.add(draft);
      }
    }
    for (const { entry } of dropped) this.#leaveOut('other choice', entry);
    return placed(this.#drafts.filter((draft) => !dropped.has(draft)));
  }
}

/** Builds a conversation from all its exchanges, in whatever order they were read. */
export function buildConversation(exchanges: readonly KeptExchange[], leaveOut: LeaveOut): BuiltConversation {
  const builder = new Builder(leaveOut);
  const ordered = inOrder(withoutRepeatedIds(whole(exchanges), leaveOut));
  for (const exchange of ordered) builder.add(exchange);
  const ends = ordered.flatMap(({ endedAt }) => endedAt ?? []).sort();
  return {
    entries: builder.end(),
    userId: ordered.find(({ userId }) => userId !== undefined)?.userId,
    anonymousId: ordered.find(({ anonymousId }) => anonymousId !== undefined)?.anonymousId,
    endedAt: ends.at(-1),
  };
}
