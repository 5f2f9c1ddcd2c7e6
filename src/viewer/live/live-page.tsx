import { useState } from 'preact/hooks';
import type { Entry } from '../model/entry.js';
import type { LiveStore } from '../model/live-store.js';
import type { Route, View } from '../model/route.js';
import { hashOf, VIEWS } from '../model/route.js';
import { Contents } from '../parts/contents.js';
import { OverviewView } from '../parts/overview-view.js';
import { ConversationsView } from './conversations-view.js';
import { EventsView } from './events-view.js';
import { ProblemsView } from './problems-view.js';
import { Notices, StatusBar } from './status-bar.js';
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
  readonly onGo: (route: Route) => void;
}

function Navigation({ view, onGo }: NavigationProps) {
  return (
    <nav aria-label="Views">
      {VIEWS.map((name) => (
        <a
          href={hashOf({ view: name })}
          aria-current={name === view ? 'page' : undefined}
          onClick={(event) => {
            event.preventDefault();
            onGo({ view: name });
          }}
          key={name}
        >
          {NAMES[name]}
        </a>
      ))}
    </nav>
  );
}

/** The live page. */
export function LivePage({ store: supplied }: { readonly store: LiveStore }) {
  const store = useStore(supplied);
  const [{ view, item }, go] = useRoute();
  const [event, setEvent] = useState<Entry>();
  const [areAskedFor, setAskedFor] = useState<boolean>();
  const areShown = areAskedFor ?? store.hello?.showsValues ?? false;
  // The chosen event stays when it is no longer held; an event that only the address names is searched.
  const chosen =
    item === undefined
      ? undefined
      : event?.id === Number(item)
        ? event
        : store.entries.find(({ id }) => id === Number(item));
  const openEvent = (entry: Entry | undefined, replaces = false): void => {
    setEvent(entry);
    go({ view: 'events', ...(entry === undefined ? {} : { item: `${entry.id}` }) }, replaces);
  };
  const openConversation = (id: string | undefined, replaces = false): void =>
    go({ view: 'conversations', ...(id === undefined ? {} : { item: id }) }, replaces);
  return (
    <Contents.Provider value={{ areShown, canBeShown: true }}>
      <div class="live-page">
        <StatusBar store={store} />
        <div class="nav-bar">
          <Navigation view={view} onGo={go} />
          <Tools store={store} areContentsShown={areShown} onContents={setAskedFor} />
        </div>
        <Notices store={store} />
        <main class={view}>
          {view === 'events' && (
            <EventsView
              store={store}
              selected={chosen}
              onSelect={(entry) => openEvent(entry, entry !== undefined && item !== undefined)}
              onConversation={openConversation}
            />
          )}
          {view === 'conversations' && (
            <ConversationsView
              store={store}
              selected={item}
              onSelect={(id) => openConversation(id, id !== undefined && item !== undefined)}
              onOpen={openEvent}
            />
          )}
          {view === 'problems' && <ProblemsView store={store} onOpen={openEvent} />}
          {view === 'overview' && <OverviewView overview={store.tallies.overview()} />}
        </main>
      </div>
    </Contents.Provider>
  );
}
