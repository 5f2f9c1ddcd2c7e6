import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { countedName } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { isNamed } from '../../../listen/event-filter.js';
import { showMessage } from '../../../output/show-message.js';
import type { Registry } from '../../../schema/registry.js';
import { countOf, formatCount } from '../../../text/count.js';
import { didYouMean } from '../../../text/did-you-mean.js';
import { safeName } from '../../../text/safe-name.js';
import type { Session } from '../../session.js';
import { showFailure } from '../../show-failure.js';

/** How many of the events that came are named. */
const MAX_NAMES = 10;

/** What the SDKs throw for a call without an id names these. */
export const NO_ID =
  'if its output names userId or user_id, a call had no id: where no user is known, send an anonymousId';

/** What to do where no event came from a command. */
export const NO_EVENTS = `make its Segment client send to SEGMENT_HOST, and flush before it ends; ${NO_ID}`;
const NOT_ALL =
  'the code that sends the rest did not run or threw, the client was closed before it, or nothing flushed after it';
const WRITE_IT =
  "write it like --expect 'Message Sent', or --expect 'Message Sent=2' for at least two; repeat --expect for each event";

/** How often an event is expected at least, and how often it came. */
interface Expected {
  readonly atLeast: number;
  count: number;
}

/** The names of the events that came, with their counts: `Message Sent (2), identify (1)`; undefined if none came. */
export function namesThatCame({ byEvent }: Pick<Summary, 'byEvent'>): string | undefined {
  const came = Object.entries(byEvent).map(([name, count]) => `${name} (${formatCount(count)})`);
  if (came.length === 0) return undefined;
  const more = came.length > MAX_NAMES ? `, and ${countOf(came.length - MAX_NAMES, 'other name')}` : '';
  return `${came.slice(0, MAX_NAMES).join(', ')}${more}`;
}

/**
 * `Message Sent`, or `Message Sent=2` for at least two.
 * @throws {Failure} if it asks for nothing, or cannot be the name of an event that is expected.
 */
function readExpectation(text: string, known: readonly string[]): [name: string, expected: Expected] {
  const [, name = text, number = '1'] = /^(.+)=(\d{1,9})$/.exec(text) ?? [];
  const refuse = (reason: string): never => {
    throw new Failure('bad-usage', `--expect '${safeName(text)}' ${reason}`, { hint: WRITE_IT });
  };
  if (Number(number) === 0) refuse('asks for no event');
  if (!known.includes(name)) {
    const names = name.split(',').map((one) => one.replace(/=.*$/s, '').trim());
    if (name.trim() === '') refuse('names no event');
    if (names.length > 1 && names.some((one) => known.includes(one))) refuse('names more than one event');
    // Events of one's own may have any name; one with = is more likely a number that is none.
    if (name.includes('=')) refuse('has no whole number right behind =');
    if (known.includes(name.trim())) refuse('has a space around the name');
  }
  return [safeName(name), { atLeast: Number(number), count: 0 }];
}

/** How a run went besides its expectations. */
export interface RunEnd extends Pick<Session, 'registry' | 'quiet'> {
  /** Whether the command failed or did not end in time, which is then the reason. */
  readonly hasFailed: boolean;
  /** Whether what came was printed already. */
  readonly showedNames: boolean;
  /** Why the run fails although all expected events came; undefined if it does not. */
  readonly failsBecause: string | undefined;
}

/** The events of `--expect`. One that came counts, valid or not: what is wrong with it is a problem of its own. */
export class Expectations implements Sink {
  readonly #expected: ReadonlyMap<string, Expected>;

  /**
   * `texts`: names of events, or of calls such as `identify`, each with `=<n>` if it is expected more than once. Default: none.
   * @throws {Failure} if one cannot be met or cannot be meant.
   */
  constructor(texts: readonly string[] = [], { events, calls }: Registry) {
    const known = [...events.flatMap(({ names }) => names), ...Object.keys(calls)];
    this.#expected = new Map(texts.map((text) => readExpectation(text, known)));
  }

  write(record: CheckedRecord): void {
    if (this.#expected.size === 0) return;
    const name = countedName(record);
    for (const [asked, expected] of this.#expected) if (isNamed(name, asked)) expected.count++;
  }

  /** Prints whether all expected events came, or which did not, and which did; true if all came. */
  showResult(summary: Summary, { registry, quiet, hasFailed, showedNames, failsBecause }: RunEnd, io: Io): boolean {
    const missing: string[] = [];
    const tooFew: string[] = [];
    for (const [name, { atLeast, count }] of this.#expected) {
      if (count === 0) missing.push(name);
      else if (count < atLeast) tooFew.push(`${name} (${formatCount(count)} of ${formatCount(atLeast)})`);
    }
    if (missing.length + tooFew.length === 0) {
      const { size } = this.#expected;
      const all = size === 1 ? 'the expected event' : `all ${formatCount(size)} expected events`;
      const but = failsBecause === undefined ? '' : `, but ${failsBecause}`;
      if (size > 0 && !quiet) showMessage(`${all} came${but}`, io);
      return true;
    }
    const known = registry.events.flatMap(({ names }) => names);
    const meant = missing.flatMap((name) => (known.includes(name) ? [] : (didYouMean(name, known) ?? [])));
    const came = namesThatCame(summary);
    const hints = [...meant];
    if (came !== undefined && !showedNames) hints.push(`these came: ${came}`);
    if (came === undefined && !hasFailed) hints.push(NO_EVENTS);
    // A name that is mistyped explains it.
    else if (!hasFailed && meant.length < missing.length + tooFew.length) hints.push(NOT_ALL);
    const hint = hints.length === 0 ? undefined : hints.join('; ');
    const messages = [
      ...(tooFew.length === 0 ? [] : [`expected more often: ${tooFew.join(', ')}`]),
      ...(missing.length === 0 ? [] : [`expected, but never came: ${missing.join(', ')}`]),
    ];
    showFailure(new Failure('no-input', messages.join('; '), { hint }), io);
    return false;
  }
}
