import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import { countedName } from '../../../check/check-sources.js';
import type { Summary } from '../../../check/summary.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { isNamed } from '../../../listen/event-filter.js';
import { countOf, formatCount } from '../../../text/count.js';
import { didYouMean } from '../../../text/did-you-mean.js';
import { safeName } from '../../../text/safe-name.js';
import type { Session } from '../../session.js';
import { showFailure } from '../../show-failure.js';

/** How many of the events that came are named. */
const MAX_NAMES = 10;

const NO_EVENTS = 'make the Segment client send to SEGMENT_HOST, and flush before it ends';

/** How often an event is expected at least, and how often it came. */
interface Expected {
  readonly atLeast: number;
  count: number;
}

/** `Message Sent`, or `Message Sent=2` for at least two. */
function readExpectation(text: string): [name: string, expected: Expected] {
  const [, name = text, number = '1'] = /^(.+)=(\d{1,9})$/.exec(text) ?? [];
  return [safeName(name), { atLeast: Number(number), count: 0 }];
}

/** The events of `--expect`. One that came counts, valid or not: what is wrong with it is a problem of its own. */
export class Expectations implements Sink {
  readonly #expected: ReadonlyMap<string, Expected>;

  /** `texts`: names of events, or of calls such as `identify`, each with `=<n>` if it is expected more than once. Default: none. */
  constructor(texts: readonly string[] = []) {
    this.#expected = new Map(texts.map(readExpectation));
  }

  write(record: CheckedRecord): void {
    if (this.#expected.size === 0) return;
    const name = countedName(record);
    for (const [asked, expected] of this.#expected) if (isNamed(name, asked)) expected.count++;
  }

  /**
   * Prints whether all expected events came, or which did not, and which did; true if all came.
   * `hasFailed`: whether the command failed, which is then the reason.
   */
  showResult(
    { byEvent }: Pick<Summary, 'byEvent'>,
    { registry, quiet, hasFailed }: Pick<Session, 'registry' | 'quiet'> & { readonly hasFailed: boolean },
    io: Io,
  ): boolean {
    const missing: string[] = [];
    const tooFew: string[] = [];
    for (const [name, { atLeast, count }] of this.#expected) {
      if (count === 0 && atLeast > 0) missing.push(name);
      else if (count < atLeast) tooFew.push(`${name} (${formatCount(count)} of ${formatCount(atLeast)})`);
    }
    if (missing.length + tooFew.length === 0) {
      const { size } = this.#expected;
      const all = size === 1 ? 'the expected event' : `all ${formatCount(size)} expected events`;
      if (size > 0 && !quiet) io.stderr.write(`copilot-events: ${all} came\n`);
      return true;
    }
    const known = registry.events.flatMap(({ names }) => names);
    const hints = missing.flatMap((name) => (known.includes(name) ? [] : (didYouMean(name, known) ?? [])));
    const came = Object.entries(byEvent).map(([name, count]) => `${name} (${formatCount(count)})`);
    const more = came.length > MAX_NAMES ? `, and ${countOf(came.length - MAX_NAMES, 'other name')}` : '';
    if (came.length > 0) hints.push(`these came: ${came.slice(0, MAX_NAMES).join(', ')}${more}`);
    else if (!hasFailed) hints.push(NO_EVENTS);
    const hint = hints.length === 0 ? undefined : hints.join('; ');
    const messages = [
      ...(tooFew.length === 0 ? [] : [`expected more often: ${tooFew.join(', ')}`]),
      ...(missing.length === 0 ? [] : [`expected, but never came: ${missing.join(', ')}`]),
    ];
    showFailure(new Failure('no-input', messages.join('; '), { hint }), io);
    return false;
  }
}
