import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { visibleText } from '../../text/visible-text.js';
import type { ComparedField } from '../model/compare.js';
import { compareEvents, leavesOf } from '../model/compare.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** An event that others are compared with. */
export interface ComparedEvent {
  /** Names it: `event 12`, `log.ndjson:12`. */
  readonly label: string;
  readonly event: JsonObject;
  /** The event as it may be shown: with its contents hidden, unless they are shown. */
  readonly shown: JsonObject;
}

/** The event that was chosen to compare others with, on the whole page. */
export const Comparison = createContext<{
  readonly base: ComparedEvent | undefined;
  readonly setBase: (event: ComparedEvent | undefined) => void;
}>({ base: undefined, setBase: () => {} });

const MARKS: Readonly<Record<ComparedField['difference'], string>> = {
  same: '',
  'other value': 'other value',
  'other type': 'other type',
  renamed: 'renamed',
  'only left': 'missing on the right',
  'only right': 'missing on the left',
};

function valueAt(event: JsonObject, path: string | undefined): string {
  if (path === undefined) return '';
  const value = leavesOf(event).get(path);
  const text = JSON.stringify(value) ?? '';
  return visibleText(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

interface RowProps {
  readonly field: ComparedField;
  readonly left: JsonObject;
  readonly right: JsonObject;
}

function Row({ field: { path, difference, left, right }, left: ofLeft, right: ofRight }: RowProps) {
  return (
    <tr class={difference.replace(' ', '-')}>
      <th scope="row">
        <code>{visibleText(path)}</code>
        {difference === 'renamed' && <code> → {visibleText(right ?? '')}</code>}
      </th>
      <td>
        <code>{valueAt(ofLeft, left)}</code>
      </td>
      <td>
        <code>{valueAt(ofRight, right)}</code>
      </td>
      <td>{MARKS[difference]}</td>
    </tr>
  );
}

/** A button that chooses an event to compare with others; beside another event, the two field by field. */
export function CompareWith({ compared }: { readonly compared: ComparedEvent }) {
  const { base, setBase } = useContext(Comparison);
  if (base === undefined) {
    return (
      <p>
        <button
          type="button"
          title="Compares the next event that you open with this one"
          onClick={() => setBase(compared)}
        >
          Compare
        </button>
      </p>
    );
  }
  const stop = (
    <button type="button" onClick={() => setBase(undefined)}>
      Stop comparing
    </button>
  );
  if (base.label === compared.label) return <p class="muted">Open another event to compare it with this one. {stop}</p>;
  return (
    <section class="comparison" aria-label={`${base.label} and ${compared.label}`}>
      <p>{stop}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">{base.label}</th>
            <th scope="col">{compared.label}</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {compareEvents(base.event, compared.event).map((field) => (
            <Row field={field} left={base.shown} right={compared.shown} key={field.path} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
