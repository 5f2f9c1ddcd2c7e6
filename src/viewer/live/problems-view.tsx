import { countOf } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import type { LiveStore } from '../model/live-store.js';
import { timeOf } from '../parts/format.js';
import { GroupCard } from '../parts/group-card.js';

interface ProblemsViewProps {
  readonly store: LiveStore;
  readonly onOpen: (entry: Entry) => void;
}

/** All groups of problems, and the events that have them. */
export function ProblemsView({ store, onOpen }: ProblemsViewProps) {
  const { shown, total } = store.tallies.groups();
  if (shown.length === 0) return <p class="empty all-well">No problems so far.</p>;
  return (
    <section class="page" aria-label="Problems">
      <p class="muted">
        {countOf(total, 'problem')}, errors first. Problems of the same rule, field and event are grouped.
      </p>
      {shown.map(({ rule, severity, url, event, path, pointer, count, problem, entries }) => (
        <GroupCard
          {...{ severity, count, rule, url, event, path }}
          message={problem.message}
          hint={problem.hint}
          key={JSON.stringify([rule, event, pointer])}
        >
          <p class="examples">
            <span class="muted">in {entries.length < count ? 'the first and the last of them:' : 'event'}</span>{' '}
            {entries.map((entry) => (
              <button type="button" class="link" onClick={() => onOpen(entry)} key={entry.id}>
                number {entry.id} at {timeOf(entry.at)}
              </button>
            ))}
          </p>
        </GroupCard>
      ))}
    </section>
  );
}
