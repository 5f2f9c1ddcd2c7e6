import type { ComponentChildren } from 'preact';
import { Choice } from './fields.js';

interface FilterFormProps {
  /** Called to remove the filter; undefined if there is none to remove. */
  readonly onReset?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

/** The form of a filter: its fields, and a button that removes the filter. */
export function FilterForm({ onReset, children }: FilterFormProps) {
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      {children}
      {onReset !== undefined && (
        <button type="button" onClick={onReset}>
          Show all
        </button>
      )}
    </form>
  );
}

interface NameChoiceProps {
  /** What is chosen: `Event`. */
  readonly label: string;
  /** The option for no choice: `All events`. */
  readonly all: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** A choice among names, or all of them. */
export function NameChoice({ label, all, names, value, onChange }: NameChoiceProps) {
  const options = [['', all] as const, ...names.map((name) => [name, name] as const)];
  return <Choice label={label} value={value} options={options} onChange={onChange} />;
}
