import { formatCount } from '../../text/count.js';
import type { Entry } from '../model/entry.js';
import type { Filter } from '../model/filter.js';
import { EVERYTHING, isEverything } from '../model/filter.js';
import type { LiveStore } from '../model/live-store.js';
import { OpenLogButton } from '../opened/open-logs.js';
import { Choice, Typed } from '../parts/fields.js';
import { FilterForm, NameChoice } from '../parts/filter-form.js';
import { timeOf } from '../parts/format.js';
import { Name } from '../parts/name.js';
import { ShortcutHelp } from '../parts/shortcuts.js';
import { exportEvents } from './export-events.js';

const RESULTS: readonly (readonly [Filter['result'], string])[] = [
  ['', 'All results'],
  ['problems', 'With problems'],
  ['invalid', 'Invalid'],
  ['warning', 'Valid, with warnings'],
  ['valid', 'Valid, no warnings'],
  ['unplaced', 'Without a usable conversation id'],
];

/** How many ids are suggested while one is typed. */
const MAX_SUGGESTIONS = 50;

interface FilterBarProps {
  readonly store: LiveStore;
  readonly onFilter: (filter: Filter) => void;
}

/** The filter of the events. */
export function FilterBar({ store, onFilter }: FilterBarProps) {
  const { filter, tallies } = store;
  const change = (changed: Partial<Filter>): void => onFilter({ ...filter, ...changed });
  const conversations = tallies.conversations.list().slice(0, MAX_SUGGESTIONS);
  const users = [...new Set(conversations.flatMap(({ userId }) => userId ?? []))];
  return (
    <FilterForm onReset={isEverything(filter) ? undefined : () => onFilter(EVERYTHING)}>
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
      {filter.from !== '' && (
        <button type="button" class="chip" title="Remove this filter" onClick={() => change({ from: '', to: '' })}>
          {timeOf(Number(filter.from))} to {timeOf(Number(filter.to))} <span aria-hidden="true">×</span>
        </button>
      )}
      {filter.release !== '' && (
        <button type="button" class="chip" title="Remove this filter" onClick={() => change({ release: '' })}>
          Release <Name text={filter.release} /> <span aria-hidden="true">×</span>
        </button>
      )}
      <Typed label="User" value={filter.user} offered={users} onChange={(user) => change({ user })} />
    </FilterForm>
  );
}

/** What a view exports, and what its button says of it. */
export interface Exported {
  readonly title: string;
  readonly entries: () => readonly Entry[];
}

interface ToolsProps {
  readonly store: LiveStore;
  readonly exported: Exported;
  readonly areContentsShown: boolean;
  readonly onContents: (areShown: boolean) => void;
}

/** The buttons of the page. */
export function Tools({ store, exported, areContentsShown, onContents }: ToolsProps) {
  const { isPaused, waiting } = store;
  return (
    <div class="tools">
      <button type="button" onClick={() => store.setPaused(!isPaused)}>
        {isPaused ? `Resume${waiting > 0 ? ` (${formatCount(waiting)} new)` : ''}` : 'Pause'}
      </button>
      <button type="button" title="Empties this page; listen keeps its events" onClick={() => store.clear()}>
        Clear
      </button>
      <button
        type="button"
        title={`Saves ${exported.title}, not masked, one per line, for validate and send`}
        onClick={() => exportEvents(exported.entries())}
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
      <OpenLogButton />
      <ShortcutHelp />
    </div>
  );
}
