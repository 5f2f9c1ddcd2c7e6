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

/** The events of `--expect`. One that came is met, valid or not: what is wrong with it is a problem of its own. */
export class Expectations implements Sink {
  readonly #count: number;
  readonly #missing: Set<string>;

  /** `names`: names of events, or of calls such as `identify`. Default: none. */
  constructor(names: readonly string[] = []) {
    this.#missing = new Set(names.map((name) => safeName(name)));
    this.#count = this.#missing.size;
  }

  write(record: CheckedRecord): void {
    if (this.#missing.size === 0) return;
    const name = countedName(record);
    for (const asked of this.#missing) if (isNamed(name, asked)) this.#missing.delete(asked);
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
    const missing = [...this.#missing];
    if (missing.length === 0) {
      const all = this.#count === 1 ? 'the expected event' : `all ${formatCount(this.#count)} expected events`;
      if (this.#count > 0 && !quiet) io.stderr.write(`copilot-events: ${all} came\n`);
      return true;
    }
    const known = registry.events.flatMap(({ names }) => names);
    const hints = missing.flatMap((name) => (known.includes(name) ? [] : (didYouMean(name, known) ?? [])));
    const came = Object.entries(byEvent).map(([name, count]) => `${name} (${formatCount(count)})`);
    const more = came.length > MAX_NAMES ? `, and ${countOf(came.length - MAX_NAMES, 'other name')}` : '';
    if (came.length > 0) hints.push(`these came: ${came.slice(0, MAX_NAMES).join(', ')}${more}`);
    else if (!hasFailed) hints.push(NO_EVENTS);
    const hint = hints.length === 0 ? undefined : hints.join('; ');
    showFailure(new Failure('no-input', `expected, but never came: ${missing.join(', ')}`, { hint }), io);
    return false;
  }
}
