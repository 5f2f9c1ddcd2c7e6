interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

/** One of several values; the present one is among them, whatever is offered. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  const isOffered = options.some(([option]) => option === value);
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {(isOffered ? options : [...options, [value, value] as const]).map(([option, text]) => (
        <option value={option} key={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: string;
  readonly offered?: readonly string[];
  readonly type?: 'text' | 'search';
  readonly onChange: (value: string) => void;
}

/** A text that is typed, or chosen of what is offered. */
export function Typed({ label, value, offered = [], type = 'text', onChange }: TypedProps) {
  const list = `offered-${label.toLowerCase()}`;
  return (
    <>
      <input
        type={type}
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellcheck={false}
        {...(offered.length > 0 ? { list } : {})}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {offered.length > 0 && (
        <datalist id={list}>
          {offered.map((option) => (
            <option value={option} key={option} />
          ))}
        </datalist>
      )}
    </>
  );
}
