import type { Meant } from './random-log.js';

/** A record with its position. */
export interface Placed extends Meant {
  readonly file: number;
  readonly number: number;
}

type Instant = bigint | undefined;

/** A record within one conversation, with the time that orders it. */
interface Ordered extends Placed {
  readonly time: Instant;
  readonly hasOwnTime: boolean;
}

const MESSAGES = ['Message Sent', 'Message Received'];
const NEED_ID = [...MESSAGES, 'Action Invoked'];
const NOT_AFTER_END = NEED_ID;
/** Which events, where they are missing or unreadable, are the reason for problems of a rule. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'missing-start': ['Conversation Started'],
  'duplicate-start': ['Conversation Ended'],
  'after-end': ['Conversation Started'],
  'wrong-message-count': [...MESSAGES, 'Conversation Started'],
  'never-ended': ['Conversation Ended'],
};
const OF_CUSTOMER = ['Conversation Started', 'Message Sent', 'Feedback Submitted', undefined];

/** An instant in units of 10^-17 seconds; undefined if the text is no date-time. */
function instantOf(timestamp: string | undefined): Instant {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(timestamp ?? '');
  if (match === null) return undefined;
  const [, whole, fraction = '', offset] = match;
  return BigInt(Date.parse(`${whole}${offset}`)) * 10n ** 14n + BigInt(fraction.padEnd(17, '0').slice(0, 17));
}

function comparePositions(a: Placed, b: Placed): number {
  return a.file - b.file || a.number - b.number;
}

function compareTimes(a: Instant, b: Instant): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a < b ? -1 : 1;
}

const name = ({ file, number }: Placed): string => `${file}:${number}`;

/** How sure a problem is: it may follow from a record whose conversation nobody can tell. */
type Doubtfulness = 'sure' | 'follows' | 'left out';

/** What is unknown of a conversation: records that may be any of some events, at some place or anywhere. */
interface Unknown {
  /** Whether nobody can tell its conversation. */
  readonly isUnplaced: boolean;
  readonly mayBe: readonly string[];
  /** Whether it may carry a message id. */
  readonly mayHaveId: (id: string | undefined) => boolean;
  /** Undefined: anywhere. */
  readonly at: { readonly time: Instant; readonly placed: Placed } | undefined;
}

/** The rules of docs/reference/rules.md for one conversation, and what they leave out. */
class OneConversation {
  readonly found: string[] = [];
  /** Problems that may follow from a record whose conversation nobody can tell. */
  readonly following: { readonly rule: string; readonly text: string }[] = [];
  readonly #id: string;
  readonly #all: readonly Placed[];
  readonly #records: readonly Ordered[];
  readonly #unknown: readonly Unknown[];
  readonly #rules: ReadonlySet<string>;

  constructor(id: string, all: readonly Placed[], byTime: boolean, rules: ReadonlySet<string>) {
    this.#id = id;
    this.#all = all;
    this.#rules = rules;
    const mine = all.filter(({ ids }) => ids.includes(id)).sort(comparePositions);
    let time: Instant;
    const inLog = mine.map((record): Ordered => {
      const own = instantOf(record.timestamp);
      if (byTime) time = own ?? time;
      return { ...record, time: byTime ? time : undefined, hasOwnTime: own !== undefined };
    });
    const isTimed = byTime && inLog.some(({ hasOwnTime }) => hasOwnTime);
    const ordered = inLog.sort((a, b) => compareTimes(a.time, b.time) || comparePositions(a, b));
    const users = new Set(
      ordered
        .filter(({ isBroken, event }) => isBroken !== true && event !== 'Conversation Ended')
        .map(({ userId }) => userId)
        .filter((user) => user !== undefined),
    );
    const own = ordered.flatMap((record): Unknown[] => {
      const { isBroken = false, mayBe = [], event, messageId } = record;
      const isAnywhere = isBroken && isTimed && !record.hasOwnTime;
      const lacksId = messageId === undefined && (isBroken || NEED_ID.includes(event ?? ''));
      if (mayBe.length === 0 && !lacksId) return [];
      const at = isAnywhere ? undefined : { time: record.time, placed: record };
      return [{ isUnplaced: false, mayBe, mayHaveId: () => lacksId || isAnywhere, at }];
    });
    const others = all.filter(({ isBroken, ids, idStart, userId }) => {
      if (isBroken !== true || ids.length > 0 || (idStart !== undefined && !id.startsWith(idStart))) return false;
      return userId === undefined || users.size === 0 || users.has(userId);
    });
    const unplaced = others.map((record): Unknown => {
      const instant = instantOf(record.timestamp);
      const at = isTimed && instant === undefined ? undefined : { time: isTimed ? instant : undefined, placed: record };
      const mayHaveId = (wanted: string | undefined): boolean => (record.messageId ?? wanted) === wanted;
      return { isUnplaced: record.idStart === undefined, mayBe: record.mayBe ?? [], mayHaveId, at };
    });
    this.#unknown = [...own, ...unplaced];
    // One that may stand anywhere has no place among the others.
    this.#records = ordered.filter(({ isBroken, hasOwnTime }) => isBroken !== true || !isTimed || hasOwnTime);
  }

  check(inLog: readonly Placed[]): void {
    this.#checkOrder(inLog);
    let start: Ordered | undefined;
    let end: Ordered | undefined;
    let first: Ordered | undefined;
    let last: Ordered | undefined;
    let atStart: (string | undefined)[] = [];
    const messages: { readonly id: string | undefined; readonly record: Ordered }[] = [];
    const ids = new Set<string>();
    const users = new Map<string, Ordered>();
    for (const record of this.#records) {
      const { event, isBroken, messageId, userId, count, seenOnly = false } = record;
      if (isBroken === true) {
        if (messageId !== undefined) ids.add(messageId);
        continue;
      }
      const isMessage = MESSAGES.includes(event ?? '');
      const find = (rule: string, related?: Placed, doubt: Doubtfulness = 'sure'): void => {
        if (!seenOnly) this.#find(rule, record, related, doubt);
      };
      const doubtOf = (events: readonly string[], since: Ordered | undefined): Doubtfulness =>
        this.#doubtOf(events, since, record);
      const isNear = record.mayBe?.includes('Conversation Started') === true;
      if (first === undefined && event !== 'Conversation Started' && !isNear) {
        find('missing-start', undefined, doubtOf(['Conversation Started'], undefined));
      }
      if (event === 'Conversation Started' && start !== undefined && end === undefined) {
        find('duplicate-start', start, doubtOf(['Conversation Ended'], start));
      }
      if (end !== undefined && NOT_AFTER_END.includes(event ?? '')) {
        find('after-end', end, doubtOf(['Conversation Started'], end));
      }
      const earlier = messageId === undefined ? undefined : messages.find(({ id }) => id === messageId);
      if (isMessage && earlier !== undefined) find('duplicate-message-id', earlier.record);
      if (event === 'Feedback Submitted' && messageId !== undefined && !ids.has(messageId)) {
        find('unknown-message', this.#elsewhere(messageId) ?? first, this.#doubtOfId(messageId, record));
      }
      if (event === 'Conversation Ended' && count !== undefined && start !== undefined) {
        const all = messages.map(({ id }) => id);
        const since = all.slice(atStart.length);
        const repeats = (of: readonly (string | undefined)[], before: readonly (string | undefined)[]): number =>
          of.filter((id, index) => id !== undefined && [...before, ...of.slice(0, index)].includes(id)).length;
        const right = [all.length, all.length - repeats(all, []), since.length, since.length - repeats(since, atStart)];
        const doubt = doubtOf([...MESSAGES, 'Conversation Started'], undefined);
        if (!right.includes(count)) find('wrong-message-count', start, doubt);
      }
      if (!seenOnly && userId !== undefined && this.#isOfCustomer(record) && !users.has(userId)) {
        const [one] = users.values();
        if (one !== undefined && users.size <= 20) find('mixed-users', one);
        users.set(userId, record);
      }

      first ??= record;
      last = record;
      if (messageId !== undefined) ids.add(messageId);
      if (isMessage) messages.push({ id: messageId, record });
      if (event === 'Conversation Ended') end = record;
      if (event === 'Conversation Started') {
        start = record;
        end = undefined;
        atStart = messages.map(({ id }) => id);
      }
    }
    if (last !== undefined && end === undefined) {
      const doubt = this.#doubtOf(['Conversation Ended'], start, undefined);
      this.#find('never-ended', last, first === last ? undefined : first, doubt);
    }
  }

  #isOfCustomer({ event, mayBe }: Ordered): boolean {
    return OF_CUSTOMER.includes(mayBe === undefined ? event : mayBe[0]);
  }

  #find(rule: string, record: Placed, related: Placed | undefined, doubt: Doubtfulness): void {
    if (!this.#rules.has(rule) || doubt === 'left out') return;
    const to = related === undefined ? '' : ` ${name(related)}`;
    const text = `${name(record)} conversation/${rule} ${this.#id}${to}`;
    if (doubt === 'follows') this.following.push({ rule, text });
    else this.found.push(text);
  }

  /** Timestamps that are earlier than one before them in the log. */
  #checkOrder(inLog: readonly Placed[]): void {
    let latest: Placed | undefined;
    for (const record of inLog) {
      const time = instantOf(record.timestamp);
      if (record.isBroken === true || record.seenOnly === true || time === undefined) continue;
      if (latest !== undefined && compareTimes(time, instantOf(latest.timestamp)) < 0)
        this.#find('out-of-order', record, latest, 'sure');
      else latest = record;
    }
  }

  #isBetween({ at }: Unknown, from: Ordered | undefined, to: Ordered | undefined): boolean {
    if (at === undefined) return true;
    const compare = (other: Ordered): number => compareTimes(at.time, other.time) || comparePositions(at.placed, other);
    return (from === undefined || compare(from) > 0) && (to === undefined || compare(to) < 0);
  }

  #doubtOf(events: readonly string[], from: Ordered | undefined, to: Ordered | undefined): Doubtfulness {
    return this.#worst(
      (unknown) => unknown.mayBe.some((event) => events.includes(event)) && this.#isBetween(unknown, from, to),
    );
  }

  #doubtOfId(id: string, to: Ordered): Doubtfulness {
    return this.#worst((unknown) => unknown.mayHaveId(id) && this.#isBetween(unknown, undefined, to));
  }

  #worst(isReason: (unknown: Unknown) => boolean): Doubtfulness {
    const reasons = this.#unknown.filter(isReason);
    if (reasons.length === 0) return 'sure';
    return reasons.every(({ isUnplaced }) => isUnplaced) ? 'follows' : 'left out';
  }

  /** The first event with a message id, if exactly one conversation has it, and not this one. */
  #elsewhere(id: string): Placed | undefined {
    const having = this.#all
      .filter(
        ({ isBroken, event, messageId }) => isBroken !== true && messageId === id && NEED_ID.includes(event ?? ''),
      )
      .sort(comparePositions);
    const owners = new Set(having.flatMap(({ ids }) => ids));
    return owners.size === 1 && !owners.has(this.#id) ? having[0] : undefined;
  }
}

/**
 * What the rules of docs/reference/rules.md find in a log, written apart from the code, with nothing but arrays. Each problem as
 * `file:record rule conversation`, and the place of the related record if it names one.
 */
export function expectedProblems(log: readonly Placed[], byTime: boolean, rules: ReadonlySet<string>): string[] {
  const records = log.filter(({ isOutside }) => isOutside !== true);
  const ids = [...new Set(records.flatMap(({ ids }) => ids))];
  const all = ids.map((id) => {
    const conversation = new OneConversation(id, records, byTime, rules);
    conversation.check(records.filter(({ ids: of }) => of.includes(id)).sort(comparePositions));
    return conversation;
  });
  const following = all.flatMap((conversation) => conversation.following);
  const unplaced = records.filter(
    ({ isBroken, ids, idStart }) => isBroken === true && ids.length === 0 && idStart === undefined,
  );
  // Each of these records is the reason for one problem of a rule at most: far more do not follow from them.
  const reported = following.filter(({ rule }) => {
    const reasons = unplaced.filter(
      ({ mayBe = [] }) => rule === 'unknown-message' || mayBe.some((event) => REASONS[rule]?.includes(event)),
    );
    return following.filter((other) => other.rule === rule).length > 10 * reasons.length;
  });
  return [...all.flatMap(({ found }) => found), ...reported.map(({ text }) => text)];
}
