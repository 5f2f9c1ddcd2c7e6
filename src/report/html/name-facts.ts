import type { CheckResult } from '../../check/check-result.js';
import { eventMatch } from '../../check/check-result.js';
import { countedName } from '../../check/check-sources.js';
import type { AcceptedName } from '../../scan/scanner.js';
import type { EventMatch } from '../../schema/registry.js';
import type { Tallies, Tally } from './counts.js';
import type { EventSightings, SpecCoverage } from './spec-coverage.js';

/** How many event names are cached. */
const MAX_NAMES = 1000;
const MAX_NAME_LENGTH = 200;

const FEEDBACK = 'Feedback Submitted';

/** What is to be done with the records of one name. */
export interface NameFacts {
  readonly name: string;
  /** Counts records of the name. */
  readonly tally: Tally<'valid' | 'invalid'>;
  readonly isFeedback: boolean;
  /** Whether they are track calls, which may belong to a conversation. */
  readonly isTrack: boolean;
  /** Where the event is counted, if the schemas know it under this very name. */
  readonly sightings: EventSightings | undefined;
}

/** Knows what is to be done with records, by their names. */
export class KnownNames {
  readonly #tallies: Tallies<'valid' | 'invalid'>;
  readonly #coverage: SpecCoverage;
  readonly #built = new Map<string, NameFacts>();
  #scannedNames: readonly AcceptedName[] = [];
  /** By the numbers of these names. */
  #scanned: NameFacts[] = [];
  /** Those of the last record whose name is not cached. */
  #uncached: NameFacts | undefined;

  /** @param tallies gets the counts of all names with `flush` */
  constructor(tallies: Tallies<'valid' | 'invalid'>, coverage: SpecCoverage) {
    this.#tallies = tallies;
    this.#coverage = coverage;
  }

  /** Of a record that was built. */
  ofBuilt(record: CheckResult): NameFacts {
    const { event, call } = record;
    const known = event === undefined ? undefined : this.#built.get(event);
    if (known !== undefined) return known;
    const facts = this.#of(countedName(record), call === 'track', eventMatch(record));
    if (event !== undefined && this.#built.size < MAX_NAMES && event.length <= MAX_NAME_LENGTH) {
      this.#built.set(event, facts);
    } else this.#uncached = this.#uncached === undefined ? facts : this.#flushed(this.#uncached, facts);
    return facts;
  }

  /** Adds up the counts of all names. Each is counted once. */
  flush(): void {
    for (const facts of [...this.#built.values(), ...this.#scanned, this.#uncached]) this.#flushOne(facts);
  }

  /** Flushes facts that are not cached, to which nothing more is added; returns the next ones. */
  #flushed(last: NameFacts, next: NameFacts): NameFacts {
    this.#flushOne(last);
    return next;
  }

  #flushOne(facts: NameFacts | undefined): void {
    if (facts === undefined) return;
    const { name, tally } = facts;
    if (tally.valid + tally.invalid > 0) this.#tallies.add(name, tally);
    tally.valid = 0;
    tally.invalid = 0;
  }

  /** Of a name as it is counted; `match` is what the schemas know of the event. */
  #of(name: string, isTrack: boolean, match: EventMatch | undefined): NameFacts {
    const schema = match === undefined || match.kind === 'unknown' ? undefined : match.schema;
    const [event] = schema?.names ?? [];
    return {
      name,
      tally: { valid: 0, invalid: 0 },
      isFeedback: event === FEEDBACK,
      isTrack,
      sightings: match?.kind === 'exact' && schema !== undefined ? this.#coverage.of(schema) : undefined,
    };
  }

  /** By the numbers of names of a scanner, which may have learned names since the last call; it has a bounded number of them. */
  ofScanned(names: readonly AcceptedName[]): readonly NameFacts[] {
    if (this.#scannedNames !== names) {
      for (const facts of this.#scanned) this.#flushOne(facts);
      this.#scanned = [];
      this.#scannedNames = names;
    }
    for (let number = this.#scanned.length; number < names.length; number++) {
      const { counted, call, match } = names[number] as AcceptedName;
      this.#scanned.push(this.#of(counted, call === 'track', match));
    }
    return this.#scanned;
  }
}
