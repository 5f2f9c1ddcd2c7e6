import type { Severity } from '../../problem/problem.js';
import type { Verdict } from '../model/entry.js';

const SHAPES: Readonly<Record<Verdict, string>> = {
  valid: 'M3.2 8.4l3.1 3.2 6.5-7',
  warning: 'M8 2.2l6.4 11.3H1.6zM8 6.4v3.4M8 11.4v.6',
  invalid: 'M4 4l8 8M12 4l-8 8',
};

const WORDS: Readonly<Record<Verdict, string>> = {
  valid: 'valid',
  warning: 'valid, with warnings',
  invalid: 'invalid',
};

interface VerdictIconProps {
  readonly verdict: Verdict;
  /** What is said in its stead; '' where a text beside it says the same. */
  readonly says?: string;
}

/** A tick, a triangle or a cross: told apart by their form, not by their colour alone. */
export function VerdictIcon({ verdict, says = WORDS[verdict] }: VerdictIconProps) {
  return (
    <span class={`icon ${verdict}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={SHAPES[verdict]} />
      </svg>
      {says !== '' && <span class="unseen">{says}</span>}
    </span>
  );
}

/** The mark of a problem. */
export function SeverityIcon({ severity }: { readonly severity: Severity }) {
  return <VerdictIcon verdict={severity === 'error' ? 'invalid' : 'warning'} says={`${severity}: `} />;
}
