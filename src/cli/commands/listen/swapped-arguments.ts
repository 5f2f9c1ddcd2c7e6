import type { CheckedRecord } from '../../../check/check-record.js';
import type { Sink } from '../../../check/check-sources.js';
import type { Io } from '../../../io.js';
import { showMessage } from '../../../output/show-message.js';
import type { Registry } from '../../../schema/registry.js';
import { countOf } from '../../../text/count.js';
import { safeName } from '../../../text/safe-name.js';

/**
 * Counts events whose userId is the name of a known event while their own name is unknown. `track` of the Python SDK takes the user
 * first, that of browsers the event: swapped, both are texts, and no rule objects.
 */
export class SwappedArguments implements Sink {
  readonly #match: Registry['match'];
  #count = 0;
  #example: { readonly event: string; readonly userId: string } | undefined;

  constructor({ match }: Registry) {
    this.#match = match;
  }

  write({ event, value }: CheckedRecord): void {
    const userId = value?.['userId'];
    if (event === undefined || typeof userId !== 'string' || this.#match(userId).kind !== 'exact') return;
    if (this.#match(event).kind === 'exact') return;
    this.#count++;
    this.#example ??= { event, userId };
  }

  /** Prints a note if there were any. */
  show(io: Io): void {
    if (this.#example === undefined) return;
    const { event, userId } = this.#example;
    showMessage(
      `${countOf(this.#count, 'event')} with the name of an event as userId, such as "${safeName(userId)}" in "${safeName(event)}": the arguments of track are swapped`,
      io,
    );
  }
}
