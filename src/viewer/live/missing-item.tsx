import { formatCount } from '../../text/count.js';
import type { LiveStore } from '../model/live-store.js';

interface MissingItemProps {
  readonly store: LiveStore;
  /** What the address names: `Event 12`, `Conversation c_1`. */
  readonly what: string;
}

/** Shown in place of what the address names, where the page does not have it: why, and what helps. */
export function MissingItem({ store, what }: MissingItemProps) {
  if (store.connection === 'connecting') return <p class="empty muted">Connecting to listen.</p>;
  const { entries, cleared, isPaused } = store;
  const [first, last] = [entries[0], entries.at(-1)];
  return (
    <div class="empty">
      <h2>{what} is not on this page</h2>
      <p class="muted">
        {first === undefined || last === undefined
          ? 'The page has no events.'
          : `The page has the events ${formatCount(first.id)} to ${formatCount(last.id)}.`}{' '}
        listen keeps only the last events; --keep sets how many. After a restart of listen, numbers begin anew.
      </p>
      {cleared > 0 && (
        <button type="button" onClick={() => store.undoClear()}>
          Undo Clear
        </button>
      )}
      {isPaused && (
        <button type="button" onClick={() => store.setPaused(false)}>
          Resume
        </button>
      )}
    </div>
  );
}
