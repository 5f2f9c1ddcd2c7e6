import type { EventReference, LiveGroup } from '../../overview/live-groups.js';
import { countOf } from '../../text/count.js';
import type { LiveStore } from '../model/live-store.js';
import { timeOf } from '../parts/format.js';
import { GroupCard } from '../parts/group-card.js';
import { lookedReleases } from '../parts/release-panels.js';
import { Since } from '../parts/since.js';
import { useRoving } from '../parts/use-roving.js';

interface ProblemsViewProps {
  readonly store: LiveStore;
  readonly onOpen: (event: EventReference) => void;
  readonly onEvent: (rule: string, event: string) => void;
}

/** The first and the last events that have a problem. */
function Examples({
  examples,
  count,
  onOpen,
}: Pick<LiveGroup, 'examples' | 'count'> & Pick<ProblemsViewProps, 'onOpen'>) {
  const roving = useRoving<HTMLParagraphElement>();
  return (
    <p class="examples" {...roving}>
      <span class="muted">in {examples.length < count ? 'the first and the last of them:' : 'event'}</span>{' '}
      {examples.map((event) => (
        <button type="button" class="link" onClick={() => onOpen(event)} key={event.id}>
          number {event.id} at {timeOf(event.at)}
        </button>
      ))}
    </p>
  );
}

/** All groups of problems, and the events that have them. */
export function ProblemsView({ store, onOpen, onEvent }: ProblemsViewProps) {
  const { shown, total } = store.tallies.groups();
  const byRelease = lookedReleases(store.tallies);
  if (shown.length === 0) return <p class="empty all-well">No problems so far.</p>;
  return (
    <section class="page" aria-label="Problems">
      <p class="muted">
        {countOf(total, 'problem')}, errors first. Problems of the same rule, field and fix are grouped.
      </p>
      {shown.map(({ rule, severity, url, events, path, pointer, count, problem, examples, span, releases }) => (
        <GroupCard
          {...{ severity, count, rule, url, events, path }}
          message={problem.message}
          hint={problem.hint}
          onEvent={(event) => onEvent(rule, event)}
          key={JSON.stringify([rule, pointer, problem.hint])}
        >
          <Since {...{ count, span, releases }} byRelease={byRelease} releaseField="context.app.version" />
          <Examples examples={examples} count={count} onOpen={onOpen} />
        </GroupCard>
      ))}
    </section>
  );
}
