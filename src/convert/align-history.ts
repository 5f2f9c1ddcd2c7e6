/** How far back in a branch a sliding window is looked for. */
const MAX_WINDOW = 2000;
/** How many branches of a conversation are remembered: those that were used last. */
const MAX_BRANCHES = 100;
/** How many messages at the head of a request may be a summary of what it no longer holds. */
const MAX_SUMMARIES = 3;
/** A summary is only taken for one if this many messages behind it are known. */
const MIN_BEHIND_SUMMARY = 2;

/** One line of the conversation: the keys of its entries, and their numbers. */
interface Branch {
  readonly keys: number[];
  readonly numbers: number[];
}

/** Where a list agrees with a branch. */
interface Match {
  readonly branch: Branch;
  /** Where in the branch the agreement begins and how long it is. */
  readonly at: number;
  readonly length: number;
  /** How the list goes on: not at all, behind the end of the branch, or where the branch goes another way. */
  readonly kind: 'contained' | 'extends' | 'diverges';
}

const RANK = { contained: 2, extends: 1, diverges: 0 } as const;

/** What the entries of a list are. */
export interface AlignedList {
  /** The number of each entry: that of the known entry that it repeats, or a new one. Undefined for a summary of earlier entries. */
  readonly numbers: readonly (number | undefined)[];
}

/**
 * Finds out which entries of logged requests are new, where every request repeats those before it: by the longest agreement with what is
 * known, whether the request goes on from the beginning, from the middle (a sliding window), or repeats itself (a retry). An edited
 * question or another answer begins a branch. A list that agrees nowhere is new as a whole.
 */
export class HistoryAligner {
  #branches: Branch[] = [];
  #next = 0;
  #last: readonly number[] = [];
  /** Whether some list had nothing in common with those before it: then the log may hold only what is new, and short agreements are chance. */
  #isDelta = false;

  /** How many entries are known. Numbers count from 0 in the order in which the entries came. */
  get size(): number {
    return this.#next;
  }

  /** Aligns a list by the keys of its entries; equal keys mean equal entries. */
  add(keys: readonly number[]): AlignedList {
    if (keys.length === 0) return { numbers: [] };
    const isRepeat = keys.length === this.#last.length && keys.every((key, index) => key === this.#last[index]);
    const match = this.#best(keys, isRepeat);
    this.#last = keys;
    if (match !== undefined) return { numbers: this.#continue(match, keys) };
    const behind = this.#behindSummary(keys);
    if (behind !== undefined) return behind;
    if (this.#branches.length > 0) this.#isDelta = true;
    return { numbers: this.#append(keys) };
  }

  #best(keys: readonly number[], isRepeat: boolean): Match | undefined {
    let best: Match | undefined;
    for (let index = this.#branches.length - 1; index >= 0; index--) {
      const match = longestMatch(this.#branches[index] as Branch, keys);
      if (match === undefined || !this.#counts(match, isRepeat)) continue;
      if (best === undefined || isBetter(match, best)) best = match;
      if (best.kind === 'contained') break;
    }
    return best;
  }

  /** Whether an agreement is more than chance. */
  #counts({ at, length, kind }: Match, isRepeat: boolean): boolean {
    if (isRepeat) return true;
    if (this.#isDelta) return length > 1 && (kind !== 'contained' || length > 2);
    return at === 0 || kind === 'extends' || length > 1;
  }

  #continue({ branch, at, length, kind }: Match, keys: readonly number[]): (number | undefined)[] {
    const known = branch.numbers.slice(at, at + length);
    this.#use(branch);
    if (kind === 'contained') return known;
    const rest = keys.slice(length);
    if (kind === 'extends') return [...known, ...this.#extend(branch, rest)];
    // The first messages may be pinned while a window slides over the rest.
    const gap = longestMatch(
      { keys: branch.keys.slice(at + length), numbers: branch.numbers.slice(at + length) },
      rest,
    );
    if (gap !== undefined && gap.kind !== 'diverges') {
      const repeated = gap.branch.numbers.slice(gap.at, gap.at + gap.length);
      return [...known, ...repeated, ...this.#extend(branch, rest.slice(gap.length))];
    }
    const fork = { keys: branch.keys.slice(0, at + length), numbers: branch.numbers.slice(0, at + length) };
    this.#branches.push(fork);
    if (this.#branches.length > MAX_BRANCHES) this.#branches.shift();
    return [...known, ...this.#extend(fork, rest)];
  }

  /** A list whose first entries are not known while those behind them are: what stands before known entries cannot be new. */
  #behindSummary(keys: readonly number[]): AlignedList | undefined {
    for (let skipped = 1; skipped <= Math.min(MAX_SUMMARIES, keys.length - MIN_BEHIND_SUMMARY); skipped++) {
      const rest = keys.slice(skipped);
      const match = this.#best(rest, false);
      if (match === undefined || match.kind === 'diverges' || match.length < MIN_BEHIND_SUMMARY) continue;
      const summaries = Array.from({ length: skipped }, () => undefined);
      return { numbers: [...summaries, ...this.#continue(match, rest)] };
    }
    return undefined;
  }

  /** Adds a list that agrees with nothing behind the branch that was used last. */
  #append(keys: readonly number[]): number[] {
    const branch = this.#branches.at(-1) ?? { keys: [], numbers: [] };
    if (this.#branches.length === 0) this.#branches.push(branch);
    return this.#extend(branch, keys);
  }

  #extend(branch: Branch, keys: readonly number[]): number[] {
    const numbers = keys.map(() => this.#next++);
    for (const key of keys) branch.keys.push(key);
    for (const number of numbers) branch.numbers.push(number);
    return numbers;
  }

  #use(branch: Branch): void {
    if (this.#branches.at(-1) === branch) return;
    this.#branches = this.#branches.filter((other) => other !== branch);
    this.#branches.push(branch);
  }
}

function isBetter(match: Match, best: Match): boolean {
  return match.length > best.length || (match.length === best.length && RANK[match.kind] > RANK[best.kind]);
}

function matchAt(branch: Branch, keys: readonly number[], at: number): Match {
  const most = Math.min(branch.keys.length - at, keys.length);
  let length = 0;
  while (length < most && branch.keys[at + length] === keys[length]) length++;
  const kind = length === keys.length ? 'contained' : at + length === branch.keys.length ? 'extends' : 'diverges';
  return { branch, at, length, kind };
}

/** The longest agreement of the head of a list with a stretch of a branch; undefined if there is none. */
function longestMatch(branch: Branch, keys: readonly number[]): Match | undefined {
  const [first] = keys;
  let best: Match | undefined;
  if (branch.keys[0] === first && branch.keys.length > 0) {
    best = matchAt(branch, keys, 0);
    // Nearly all requests go on from the beginning.
    if (best.kind !== 'diverges') return best;
  }
  const from = Math.max(1, branch.keys.length - MAX_WINDOW);
  for (
    let at = branch.keys.indexOf(first as number, from);
    at !== -1;
    at = branch.keys.indexOf(first as number, at + 1)
  ) {
    const match = matchAt(branch, keys, at);
    if (best === undefined || isBetter(match, best)) best = match;
  }
  return best;
}
