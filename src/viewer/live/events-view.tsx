import { countOf } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import { EVERYTHING } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import { EventDetails } from '../parts/event-details.js';
import { timeOf } from '../parts/format.js';
import { ResultIcon } from '../parts/icons.js';
import { VirtualList } from '../parts/virtual-list.js';
import { FilterBar } from './toolbar.js';
import { NARROW, useMedia } from './use-media.js';
import { Welcome } from './welcome.js';

const ROW = { wide: 36, narrow: 60 };

function EventRow({ name, result, problems, at, conversationId }: Entry) {
  const [first] = problems;
  return (
    <>
      <ResultIcon result={result} />
      <span class="time">{timeOf(at)}</span>
      <span class="name">{name}</span>
      <span class="conversation">{conversationId}</span>
      <span class="first-problem">
        {first?.message}
        {problems.length > 1 && ` (and ${problems.length - 1} more)`}
      </span>
    </>
  );
}

interface EventsViewProps {
  readonly store: LiveStore;
  readonly selected: Entry | undefined;
  readonly onSelect: (entry: Entry | undefined) => void;
  readonly onConversation: (conversationId: string) => void;
}

/** The stream of events, and one of them in full. */
export function EventsView({ store, selected, onSelect, onConversation }: EventsViewProps) {
  const isNarrow = useMedia(NARROW);
  const { matching, entries } = store;
  if (entries.length === 0 && selected === undefined) return <Welcome store={store} />;
  return (
    <div class={`split ${selected === undefined ? '' : 'chosen'}`}>
      <section class="side" aria-label="Events">
        <FilterBar store={store} />
        <p class="unseen" role="status">
          {matching.length === entries.length ? '' : `${countOf(matching.length, 'event')} shown`}
        </p>
        {matching.length === 0 ? (
          <div class="empty">
            <p>None of the {countOf(entries.length, 'event')} match the filter.</p>
            <button type="button" onClick={() => store.setFilter(EVERYTHING)}>
              Show all
            </button>
          </div>
        ) : (
          <VirtualList
            items={matching}
            label="Events, the latest last"
            rowHeight={isNarrow ? ROW.narrow : ROW.wide}
            keyOf={({ id }) => id}
            rowOf={(entry) => <EventRow {...entry} />}
            selected={selected?.id}
            onSelect={onSelect}
            follows
          />
        )}
      </section>
      <section class="main" aria-label="The chosen event">
        {selected === undefined ? (
          <p class="empty muted">Choose an event to see its problems, each at its field.</p>
        ) : (
          <>
            <button type="button" class="back" onClick={() => onSelect(undefined)}>
              Back to the events
            </button>
            <EventDetails entry={selected} onConversation={onConversation} key={selected.id} />
          </>
        )}
      </section>
    </div>
  );
}
