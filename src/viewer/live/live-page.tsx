import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Tallies } from '../../overview/tallies.js';
import { formatCount } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import type { Filter } from '../model/filter.js';
import { EVERYTHING } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import type { Route, View } from '../model/route.js';
import { filterOf, hashOf, VIEWS } from '../model/route.js';
import type { ChartFilter } from '../parts/chart-filter.js';
import type { ComparedEvent } from '../parts/comparison.js';
import { Comparison } from '../parts/comparison.js';
import { Contents } from '../parts/contents.js';
import { OverviewView } from '../parts/overview-view.js';
import { lookedReleases } from '../parts/release-panels.js';
import { useShortcuts } from '../parts/shortcuts.js';
import { ConversationsView, chosenConversations } from './conversations-view.js';
import { EventsView } from './events-view.js';
import { ProblemsView } from './problems-view.js';
import { Notices, StatusBar } from './status-bar.js';
import type { Exported } from './toolbar.js';
import { Tools } from './toolbar.js';
import { useRoute } from './use-route.js';
import { useStore } from './use-store.js';

const NAMES: Readonly<Record<View, string>> = {
  events: 'Events',
  conversations: 'Conversations',
  problems: 'Problems',
  overview: 'Overview',
};

interface NavigationProps {
  readonly view: View;
  readonly fields: Route['fields'];
  readonly onGo: (route: Route) => void;
}

function Navigation({ view, fields, onGo }: NavigationProps) {
  return (
    <nav aria-label="Views">
      {VIEWS.map((name) => (
        <a
          href={hashOf({ view: name, fields })}
          aria-current={name === view ? 'page' : undefined}
          onClick={(event) => {
            event.preventDefault();
            onGo({ view: name, fields });
          }}
          key={name}
        >
          {NAMES[name]}
        </a>
      ))}
    </nav>
  );
}

/** What the button of a view exports: what the view shows. */
function exportedBy({ view, fields }: Route, store: LiveStore): Exported {
  if (view === 'conversations') {
    const entries = (): readonly Entry[] => {
      const ids = new Set(chosenConversations(store.tallies.conversations.list(), fields).map(({ id }) => id));
      return store.entries.filter(({ conversationId }) => conversationId !== undefined && ids.has(conversationId));
    };
    return { title: 'the events of the listed conversations', entries };
  }
  if (view === 'problems') {
    const entries = () => store.entries.filter(({ problems }) => problems.length > 0);
    return { title: 'the events with problems', entries };
  }
  if (view === 'overview')
    return { title: `all ${formatCount(store.entries.length)} events`, entries: () => store.entries };
  return { title: 'the events that match the filter', entries: () => store.matching };
}

/** What a click in a chart does: it shows the events that it stands for. */
function chartFilter(
  { from, to }: Filter,
  showEvents: (filter: Partial<Filter>) => void,
  onConversations: ChartFilter['onConversations'],
): ChartFilter {
  return {
    range: from === '' ? undefined : { from: Number(from), to: Number(to) },
    onRule: (rule) => showEvents({ rule }),
    onEvent: (event) => showEvents({ event }),
    onRelease: (release) => showEvents({ release }),
    ...(onConversations === undefined ? {} : { onConversations }),
    onField: (field) => showEvents({ text: field, result: 'problems' }),
    onRange: (range) => showEvents(range === undefined ? {} : { from: `${range.from}`, to: `${range.to}` }),
  };
}

/** The charts of all events that came. */
function Overview({ tallies, filter }: { readonly tallies: Tallies; readonly filter: ChartFilter }) {
  const problems = tallies
    .releases()
    .shown.filter((release) => release.problems > 0)
    .sort((a, b) => b.problems - a.problems);
  return (
    <OverviewView
      overview={tallies.overview()}
      releases={problems.map((release) => ({ name: release.name, count: release.problems }))}
      byRelease={lookedReleases(tallies)}
      filter={filter}
    />
  );
}

/** Where the page is, with the store following the filter that the address names. */
function useFilteredRoute(store: LiveStore) {
  const [route, go] = useRoute();
  const filter = useMemo(() => filterOf(route.fields), [route.fields]);
  useEffect(() => store.setFilter(filter), [JSON.stringify(filter)]);
  return [route, go] as const;
}

/** The live page. */
export function LivePage({ store: supplied }: { readonly store: LiveStore }) {
  const store = useStore(supplied);
  const [route, go] = useFilteredRoute(store);
  const { view, item, fields } = route;
  useShortcuts();
  const [event, setEvent] = useState<Entry>();
  const [base, setBase] = useState<ComparedEvent>();
  const [areAskedFor, setAskedFor] = useState<boolean>();
  const areShown = areAskedFor ?? store.hello?.showsValues ?? false;
  // The chosen event stays when it is no longer held; an event that only the address names is searched.
  const chosen =
    item === undefined
      ? undefined
      : event?.id === Number(item)
        ? event
        : store.entries.find(({ id }) => id === Number(item));
  useEffect(() => setEvent(undefined), [store.hello?.epoch, store.earlierRun?.isShown]);
  const openEvent = (entry: Pick<Entry, 'id'> | undefined, replaces = false): void => {
    setEvent(store.entries.find(({ id }) => id === entry?.id));
    go({ view: 'events', fields, ...(entry === undefined ? {} : { item: `${entry.id}` }) }, replaces);
  };
  const openConversation = (id: string | undefined, replaces = false): void =>
    go({ view: 'conversations', fields, ...(id === undefined ? {} : { item: id }) }, replaces);
  const setFields = (changed: Route['fields']): void => go({ ...route, fields: changed }, true);
  const setFilter = (filter: Filter): void => {
    store.setFilter(filter);
    setFields({ ...fields, ...filter });
  };
  const showEvents = (changed: Partial<Filter>): void => {
    const filter = { ...EVERYTHING, ...changed };
    store.setFilter(filter);
    go({ view: 'events', fields: { ...fields, ...filter } });
  };
  return (
    <Contents.Provider value={{ areShown, canBeShown: true }}>
      <Comparison.Provider value={{ base, setBase }}>
        <div class="live-page">
          <StatusBar store={store} />
          <div class="nav-bar">
            <Navigation view={view} fields={fields} onGo={go} />
            <Tools
              store={store}
              exported={exportedBy(route, store)}
              areContentsShown={areShown}
              onContents={setAskedFor}
            />
          </div>
          <Notices store={store} />
          <main class={view}>
            {view === 'events' && (
              <EventsView
                store={store}
                onFilter={setFilter}
                item={item}
                selected={chosen}
                onSelect={(entry) => openEvent(entry, entry !== undefined && item !== undefined)}
                onConversation={openConversation}
              />
            )}
            {view === 'conversations' && (
              <ConversationsView
                store={store}
                fields={fields}
                onFields={setFields}
                selected={item}
                onSelect={(id) => openConversation(id, id !== undefined && item !== undefined)}
                onOpen={openEvent}
                onUnplaced={() => showEvents({ result: 'unplaced' })}
              />
            )}
            {view === 'problems' && (
              <ProblemsView store={store} onOpen={openEvent} onEvent={(rule, event) => showEvents({ rule, event })} />
            )}
            {view === 'overview' && (
              <Overview
                tallies={store.tallies}
                filter={chartFilter(store.filter, showEvents, (which) =>
                  go({ view: 'conversations', fields: { ...fields, find: '', which } }),
                )}
              />
            )}
          </main>
        </div>
      </Comparison.Provider>
    </Contents.Provider>
  );
}
