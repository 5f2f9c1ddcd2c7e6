import type { Coverage, EventCoverage } from '../../report/html/report-document.js';
import { countOf, formatCount } from '../../text/count.js';
import { shareOf } from './format.js';

const ORIGINS: Readonly<Record<EventCoverage['origin'], string>> = {
  spec: '',
  own: 'own schema',
  plan: 'tracking plan',
};

interface FieldListProps {
  readonly fields: EventCoverage['fields']['shown'];
  readonly looked: number;
}

function FieldList({ fields, looked }: FieldListProps) {
  return (
    <ul class="fields">
      {fields.map(({ path, required, seen }) => (
        <li class={seen === 0 ? 'never' : ''} key={path}>
          <code>{path}</code> <span class="muted">{required ? 'required' : 'optional'}</span>,{' '}
          {seen === 0 ? 'never seen' : `in ${shareOf(seen, looked)}`}
        </li>
      ))}
    </ul>
  );
}

/** The properties of the event, then the fields that all calls have. */
function Fields({ count, looked, fields }: EventCoverage) {
  const own = fields.shown.filter(({ path }) => path.startsWith('properties.'));
  const ofCall = fields.shown.filter((field) => !own.includes(field));
  const never = own.filter(({ seen }) => seen === 0).length;
  const more = fields.total - fields.shown.length;
  return (
    <details>
      <summary>
        {countOf(own.length, 'property', 'properties')}
        {looked > 0 && never > 0 && `, ${never} never seen`}
      </summary>
      {looked < count && <p class="muted">Counted in {countOf(looked, 'record')}.</p>}
      <FieldList fields={own} looked={looked} />
      <p class="muted">Fields of the call:</p>
      <FieldList fields={ofCall} looked={looked} />
      {more > 0 && <p class="muted">and {countOf(more, 'field')} more</p>}
    </details>
  );
}

/** How often each known event and field was seen. */
export function CoverageView({ coverage: { events } }: { readonly coverage: Coverage }) {
  const never = events.shown.filter(({ count }) => count === 0).length;
  return (
    <>
      <p class="muted">
        {countOf(events.total, 'known event')}
        {never > 0 && `; ${never} never seen`}
      </p>
      <table class="coverage">
        <thead>
          <tr>
            <th scope="col">event</th>
            <th scope="col">seen</th>
            <th scope="col">fields</th>
          </tr>
        </thead>
        <tbody>
          {events.shown.map((event) => (
            <tr class={event.count === 0 ? 'never' : ''} key={event.name}>
              <th scope="row">
                {event.name} <span class="muted">{ORIGINS[event.origin]}</span>
              </th>
              <td>{event.count === 0 ? 'never' : formatCount(event.count)}</td>
              <td>
                <Fields {...event} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
