import type { Filter } from '../model/filter.js';
import { EVERYTHING, isEverything } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import { Choice, Typed } from '../parts/fields.js';
import { exportEvents } from './export-events.js';

const VERDICTS: readonly (readonly [Filter['verdict'], string])[] = [
  ['', 'All verdicts'],
  ['problems', 'With problems'],
  ['invalid', 'Invalid'],
  ['warning', 'Valid, with warnings'],
  ['valid', 'Valid, nothing to say'],
];

/** How many ids are offered while one is typed. */
const OFFERED = 50;

/** What of the events is shown. */
export function FilterBar({ store }: { readonly store: LiveStore }) {
  const { filter, tallies } = store;
  const change = (changed: Partial<Filter>): void => store.setFilter({ ...filter, ...changed });
  const conversations = tallies.conversations.list().slice(0, OFFERED);
  const users = [...new Set(conversations.flatMap(({ userId }) => userId ?? []))];
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <Typed label="Search" type="search" value={filter.text} onChange={(text) => change({ text })} />
      <Choice
        label="Verdict"
        value={filter.verdict}
        options={VERDICTS}
        onChange={(verdict) => change({ verdict: verdict as Filter['verdict'] })}
      />
      <Choice
        label="Event"
        value={filter.event}
        options={[['', 'All events'], ...tallies.eventNames().map((name) => [name, name] as const)]}
        onChange={(event) => change({ event })}
      />
      <Choice
        label="Rule"
        value={filter.rule}
        options={[['', 'All rules'], ...tallies.ruleNames().map((name) => [name, name] as const)]}
        onChange={(rule) => change({ rule })}
      />
      <Typed
        label="Conversation"
        value={filter.conversation}
        offered={conversations.map(({ id }) => id)}
        onChange={(conversation) => change({ conversation })}
      />
      <Typed label="User" value={filter.user} offered={users} onChange={(user) => change({ user })} />
      {!isEverything(filter) && (
        <button type="button" onClick={() => store.setFilter(EVERYTHING)}>
          Show all
        </button>
      )}
    </form>
  );
}

interface ToolsProps {
  readonly store: LiveStore;
  readonly areContentsShown: boolean;
  readonly onContents: (areShown: boolean) => void;
}

/** What can be done with the events. */
export function Tools({ store, areContentsShown, onContents }: ToolsProps) {
  const { isPaused, waiting } = store;
  return (
    <div class="tools">
      <button type="button" onClick={() => store.setPaused(!isPaused)}>
        {isPaused ? `Resume${waiting > 0 ? ` (${waiting} new)` : ''}` : 'Pause'}
      </button>
      <button type="button" title="Empties this page; listen keeps what it holds" onClick={() => store.clear()}>
        Clear
      </button>
      <button
        type="button"
        title="Saves the events that the filter shows, one a line, as validate and send read them"
        onClick={() => exportEvents(store.matching)}
      >
        Export NDJSON
      </button>
      <button
        type="button"
        aria-pressed={areContentsShown}
        title="Message bodies, traits and other texts are hidden until you ask for them"
        onClick={() => onContents(!areContentsShown)}
      >
        {areContentsShown ? 'Hide contents' : 'Show contents'}
      </button>
    </div>
  );
}
