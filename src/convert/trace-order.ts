import type { Entry, Exchange } from './model.js';

/**
 * Calls have the times of their tools as far as these stand between the message and what follows it. Others have that of the message.
 */
export function withCallTimes(exchanges: readonly Exchange[]): Exchange[] {
  const all = exchanges.flatMap(({ entries, choices = [] }) => [...entries, ...choices.flat()]);
  const times = all.map(({ time }) => time).filter((time) => time !== undefined);
  times.sort();
  const timed = (entry: Entry): Entry => {
    const { time: said, actions = [] } = entry;
    if (actions.length === 0 || said === undefined) return entry;
    const next = firstBehind(times, said);
    let last = said;
    const called = actions.map((action) => {
      const { time } = action;
      if (time !== undefined && time >= last && (next === undefined || time <= next)) last = time;
      return { ...action, time: last };
    });
    return { ...entry, actions: called };
  };
  return exchanges.map((exchange) => ({
    ...exchange,
    entries: exchange.entries.map(timed),
    ...(exchange.choices === undefined ? {} : { choices: exchange.choices.map((choice) => choice.map(timed)) }),
  }));
}

/** The first of sorted times that is behind another one; undefined if none is. */
function firstBehind(times: readonly string[], time: string): string | undefined {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] ?? '') > time) to = middle;
    else from = middle + 1;
  }
  return times[from];
}

/**
 * Puts calls that stand in no message into the turn in which they were made: behind the question and before the answer, also where all of
 * them have one time.
 * @param turns the exchanges of the trace’s turns.
 * @param loose exchanges of one entry each.
 */
export function withLooseCalls(turns: readonly Exchange[], loose: readonly Exchange[]): Exchange[] {
  const entriesOf = new Map(turns.map((turn): [Exchange, Entry[]] => [turn, [...turn.entries]]));
  const others: Exchange[] = [];
  for (const call of loose) {
    const turn = turns.findLast((one) => isTurnOf(one, call));
    const entries = turn === undefined ? undefined : entriesOf.get(turn);
    if (entries === undefined) others.push(call);
    else for (const entry of call.entries) entries.splice(placeFor(entry, entries), 0, entry);
  }
  return [...turns.map((turn) => ({ ...turn, entries: entriesOf.get(turn) ?? turn.entries })), ...others];
}

function isTurnOf({ repeats, conversation, userId, time = '' }: Exchange, call: Exchange): boolean {
  const isOfOne = conversation === call.conversation && userId === call.userId;
  return repeats === 'new' && isOfOne && time <= (call.time ?? '');
}

function placeFor({ time = '' }: Entry, entries: readonly Entry[]): number {
  const place = entries.findIndex((one) => {
    if (one.time === undefined) return false;
    return one.time > time || (one.time === time && one.role !== 'customer' && one.text !== undefined);
  });
  return place === -1 ? entries.length : place;
}
