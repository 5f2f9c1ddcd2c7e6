import { useState } from 'preact/hooks';
import type { Coverage, EventCoverage } from '../../overview/overview.js';
import { countOf, formatCount } from '../../text/count.js';
import { shareOf } from './format.js';

/** How many properties are columns of the matrix: those that most events have. */
const MAX_COLUMNS = 24;

/** How many events are rows at first. */
const MAX_ROWS = 20;

const ORIGINS: Readonly<Record<EventCoverage['origin'], string>> = {
  spec: '',
  own: 'own schema',
  plan: 'tracking plan',
};

const PREFIX = 'properties.';

/** The properties of all events, those first that most events have. */
function columnsOf(events: readonly EventCoverage[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { fields } of events) {
    for (const { path } of fields.shown) {
      if (path.startsWith(PREFIX)) counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([path]) => path);
}

interface CellProps {
  readonly event: EventCoverage;
  readonly path: string;
}

function Cell({ event: { looked, count, fields }, path }: CellProps) {
  const field = fields.shown.find((one) => one.path === path);
  if (field === undefined) return <td class="none" />;
  const text = count === 0 ? '' : field.seen === 0 ? 'never' : shareOf(field.seen, looked);
  const kind = count === 0 ? 'none' : field.seen === 0 ? 'never' : field.seen < looked ? 'some' : 'all';
  return (
    <td class={kind} title={`${path}, ${field.required ? 'required' : 'optional'}`}>
      {text}
      {field.required && <b title="required"> *</b>}
    </td>
  );
}

/** How often each known event and each of its properties was seen, as one matrix: events that were never sent come first. */
export function CoverageView({ coverage: { events } }: { readonly coverage: Coverage }) {
  const [areAllShown, setAllShown] = useState(false);
  const never = events.shown.filter(({ count }) => count === 0);
  const sorted = [...never, ...events.shown.filter(({ count }) => count > 0)];
  const rows = areAllShown ? sorted : sorted.slice(0, MAX_ROWS);
  const all = columnsOf(rows);
  const columns = all.slice(0, MAX_COLUMNS);
  const isSample = events.shown.some(({ looked, count }) => looked < count);
  return (
    <>
      <p class="muted">
        {countOf(events.total, 'known event')}
        {never.length > 0 && `; ${never.length} never seen`}. A share says how many events of a name have the property;
        * marks required ones.
        {isSample && ' Shares of frequent events are counted in a sample.'}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reached by the keyboard */}
      <section class="matrix-box" aria-label="Matrix of events and properties" tabIndex={0}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">event</th>
              <th scope="col">seen</th>
              {columns.map((path) => (
                <th scope="col" class="property" key={path}>
                  <span>{path.slice(PREFIX.length)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((event) => (
              <tr class={event.count === 0 ? 'never' : ''} key={event.name}>
                <th scope="row">
                  {event.name} <span class="muted">{ORIGINS[event.origin]}</span>
                </th>
                <td>{event.count === 0 ? 'never' : formatCount(event.count)}</td>
                {columns.map((path) => (
                  <Cell event={event} path={path} key={path} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {all.length > columns.length && (
        <p class="muted">and {countOf(all.length - columns.length, 'property', 'properties')} more, not shown</p>
      )}
      {rows.length < sorted.length && (
        <p class="more">
          <button type="button" onClick={() => setAllShown(true)}>
            Show all {sorted.length} events
          </button>
        </p>
      )}
    </>
  );
}
