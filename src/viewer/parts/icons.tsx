import type { Severity } from '../../problem/problem.js';
import type { Result } from '../model/entry.js';

const SHAPES: Readonly<Record<Result, string>> = {
  valid: 'M3.2 8.4l3.1 3.2 6.5-7',
  warning: 'M8 2.2l6.4 11.3H1.6zM8 6.4v3.4M8 11.4v.6',
  invalid: 'M4 4l8 8M12 4l-8 8',
};

const LABELS: Readonly<Record<Result, string>> = {
  valid: 'valid',
  warning: 'valid, with warnings',
  invalid: 'invalid',
};

interface ResultIconProps {
  readonly result: Result;
  /** The text for screen readers; '' where a text beside the icon has the same meaning. */
  readonly label?: string;
}

/** A tick, a triangle or a cross, so that results differ in form, not only in colour. */
export function ResultIcon({ result, label = LABELS[result] }: ResultIconProps) {
  return (
    <span class={`icon ${result}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={SHAPES[result]} />
      </svg>
      {label !== '' && <span class="unseen">{label}</span>}
    </span>
  );
}

/** The mark of a problem. */
export function SeverityIcon({ severity }: { readonly severity: Severity }) {
  return <ResultIcon result={severity === 'error' ? 'invalid' : 'warning'} label={`${severity}: `} />;
}
