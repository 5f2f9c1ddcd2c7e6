import { countOf } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import type { Filter } from '../model/filter.js';
import { EVERYTHING } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import { EventDetails } from '../parts/event-details.js';
import { timeOf } from '../parts/format.js';
import { ResultIcon } from '../parts/icons.js';
import { Name } from '../parts/name.js';
import { VirtualList } from '../parts/virtual-list.js';
import { MissingItem } from './missing-item.js';
import { FilterBar } from './toolbar.js';
import { NARROW, useMedia } from './use-media.js';
import { useScrollMemory } from './use-scroll-memory.js';
import { Welcome } from './welcome.js';

const ROW = { wide: 36, narrow: 60 };

function EventRow({ name, result, problems, at, conversationId = '' }: Entry) {
  const [first] = problems;
  return (
    <>
      <ResultIcon result={result} />
      <span class="time">{timeOf(at)}</span>
      <span class="name">
        <Name text={name} />
      </span>
      <span class="conversation">
        <Name text={conversationId} />
      </span>
      <span class="first-problem">
        {first?.message}
        {problems.length > 1 && ` (and ${problems.length - 1} more)`}
      </span>
    </>
  );
}

interface EventsViewProps {
  readonly store: LiveStore;
  readonly onFilter: (filter: Filter) => void;
  /** The number of the chosen event, as the address names it. */
  readonly item: string | undefined;
  /** The chosen event, if the page has it. */
  readonly selected: Entry | undefined;
  readonly onSelect: (entry: Entry | undefined) => void;
  readonly onConversation: (conversationId: string) => void;
}

/** The stream of events, and one of them in full. */
export function EventsView({ store, onFilter, item, selected, onSelect, onConversation }: EventsViewProps) {
  const isNarrow = useMedia(NARROW);
  const main = useScrollMemory(`event ${item ?? ''}`);
  const { matching, entries, filter } = store;
  if (entries.length === 0 && item === undefined) return <Welcome store={store} />;
  return (
    <div class={`split ${item === undefined ? '' : 'chosen'}`}>
      <section class="side" aria-label="Events">
        <FilterBar store={store} onFilter={onFilter} />
        <p class="unseen" role="status">
          {matching.length === entries.length ? '' : `${countOf(matching.length, 'event')} shown`}
        </p>
        {matching.length === 0 ? (
          <div class="empty">
            <p>None of the {countOf(entries.length, 'event')} match the filter.</p>
            <button type="button" onClick={() => onFilter(EVERYTHING)}>
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
            latest="last"
            scope={`${JSON.stringify(filter)}/${store.hello?.epoch}`}
          />
        )}
      </section>
      <section class="main" aria-label="The chosen event" ref={main}>
        {item === undefined ? (
          <p class="empty muted">Choose an event to see its problems, each at its field.</p>
        ) : (
          <>
            <button type="button" class="back" onClick={() => onSelect(undefined)}>
              Back to the events
            </button>
            {selected === undefined ? (
              <MissingItem store={store} what={`Event ${item}`} />
            ) : (
              <EventDetails entry={selected} onConversation={onConversation} key={selected.id} />
            )}
          </>
        )}
      </section>
    </div>
  );
}
