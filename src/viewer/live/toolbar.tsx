import type { Filter } from '../model/filter.js';
import { EVERYTHING, isEverything } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm, NameChoice } from '../parts/filter-form.js';
import { exportEvents } from './export-events.js';

const RESULTS: readonly (readonly [Filter['result'], string])[] = [
  ['', 'All results'],
  ['problems', 'With problems'],
  ['invalid', 'Invalid'],
  ['warning', 'Valid, with warnings'],
  ['valid', 'Valid, no warnings'],
];

/** How many ids are suggested while one is typed. */
const MAX_SUGGESTIONS = 50;

/** The filter of the events. */
export function FilterBar({ store }: { readonly store: LiveStore }) {
  const { filter, tallies } = store;
  const change = (changed: Partial<Filter>): void => store.setFilter({ ...filter, ...changed });
  const conversations = tallies.conversations.list().slice(0, MAX_SUGGESTIONS);
  const users = [...new Set(conversations.flatMap(({ userId }) => userId ?? []))];
  return (
    <FilterForm onReset={isEverything(filter) ? undefined : () => store.setFilter(EVERYTHING)}>
      <Typed label="Search" type="search" value={filter.text} onChange={(text) => change({ text })} />
      <Choice
        label="Result"
        value={filter.result}
        options={RESULTS}
        onChange={(result) => change({ result: result as Filter['result'] })}
      />
      <NameChoice
        label="Event"
        all="All events"
        names={tallies.eventNames()}
        value={filter.event}
        onChange={(event) => change({ event })}
      />
      <NameChoice
        label="Rule"
        all="All rules"
        names={tallies.ruleNames()}
        value={filter.rule}
        onChange={(rule) => change({ rule })}
      />
      <Typed
        label="Conversation"
        value={filter.conversation}
        offered={conversations.map(({ id }) => id)}
        onChange={(conversation) => change({ conversation })}
      />
      <Typed label="User" value={filter.user} offered={users} onChange={(user) => change({ user })} />
    </FilterForm>
  );
}

interface ToolsProps {
  readonly store: LiveStore;
  readonly areContentsShown: boolean;
  readonly onContents: (areShown: boolean) => void;
}

/** The buttons of the page. */
export function Tools({ store, areContentsShown, onContents }: ToolsProps) {
  const { isPaused, waiting } = store;
  return (
    <div class="tools">
      <button type="button" onClick={() => store.setPaused(!isPaused)}>
        {isPaused ? `Resume${waiting > 0 ? ` (${waiting} new)` : ''}` : 'Pause'}
      </button>
      <button type="button" title="Empties this page; listen keeps its events" onClick={() => store.clear()}>
        Clear
      </button>
      <button
        type="button"
        title="Saves the events that match the filter, one per line, for validate and send"
        onClick={() => exportEvents(store.matching)}
      >
        Export NDJSON
      </button>
      <button
        type="button"
        aria-pressed={areContentsShown}
        title="Message bodies, traits and other texts are hidden by default"
        onClick={() => onContents(!areContentsShown)}
      >
        {areContentsShown ? 'Hide contents' : 'Show contents'}
      </button>
    </div>
  );
}
