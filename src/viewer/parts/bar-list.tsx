import type { ComponentChildren } from 'preact';
import { formatCount } from '../../text/count.js';
import { useRoving } from './use-roving.js';

/** One bar: a name, and counts that are stacked in it. */
export interface Bar {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly parts: readonly {
    readonly kind: 'valid' | 'invalid' | 'error' | 'warning' | 'plain';
    readonly count: number;
  }[];
  /** What the number beside it says. Default: the sum of the counts. */
  readonly value?: string;
  /** The single counts, for screen readers: `3 valid, 1 invalid`. */
  readonly details?: string;
  /** Called when the bar is chosen, to filter the page. Default: it cannot be chosen. */
  readonly onChoose?: (() => void) | undefined;
}

interface BarListProps {
  readonly bars: readonly Bar[];
  /** What is not shown: `12 more events`. */
  readonly more?: string | undefined;
  readonly none: string;
  /** What a bar of the full width counts. Default: as much as the longest bar. */
  readonly whole?: number;
}

/** What names beyond those that are kept are counted under: it may be as many as all others together. */
export const OTHER = '(other)';

const total = ({ parts }: Bar): number => parts.reduce((sum, { count }) => sum + count, 0);

function BarRow({ bar, greatest }: { readonly bar: Bar; readonly greatest: number }) {
  const { label, parts, details, value, onChoose } = bar;
  return (
    <li>
      <span class="bar-label">
        {onChoose === undefined ? (
          label
        ) : (
          <button type="button" class="link" title="Show only these" onClick={onChoose}>
            {label}
          </button>
        )}
      </span>
      <span class="bar" aria-hidden="true">
        {parts.map(({ kind, count }) => (
          <span class={`part ${kind}`} style={{ width: `${Math.min(100, (100 * count) / greatest)}%` }} key={kind} />
        ))}
      </span>
      <span class="bar-count">
        {value ?? formatCount(total(bar))}
        {details !== undefined && <span class="unseen"> ({details})</span>}
      </span>
    </li>
  );
}

/** Counts as a list of bars; those of the names that are not counted one by one come last, and do not make the others small. */
export function BarList({ bars, more, none, whole }: BarListProps) {
  const roving = useRoving<HTMLUListElement>();
  if (bars.length === 0) return <p class="muted">{none}</p>;
  const named = bars.filter(({ key }) => key !== OTHER);
  const greatest = whole ?? Math.max(...named.map(total), 1);
  return (
    <>
      <ul class="bars" {...roving}>
        {[...named, ...bars.filter(({ key }) => key === OTHER)].map((bar) => (
          <BarRow bar={bar} greatest={greatest} key={bar.key} />
        ))}
      </ul>
      {more !== undefined && <p class="muted">{more}</p>}
    </>
  );
}
