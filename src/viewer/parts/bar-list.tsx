import type { ComponentChildren } from 'preact';
import { formatCount } from '../../text/count.js';

/** One bar: a name, and counts that are stacked in it. */
export interface Bar {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly parts: readonly {
    readonly kind: 'valid' | 'invalid' | 'error' | 'warning' | 'plain';
    readonly count: number;
  }[];
  /** The single counts, for screen readers: `3 valid, 1 invalid`. */
  readonly details?: string;
}

interface BarListProps {
  readonly bars: readonly Bar[];
  /** What is not shown: `12 more events`. */
  readonly more?: string | undefined;
  readonly none: string;
}

const total = ({ parts }: Bar): number => parts.reduce((sum, { count }) => sum + count, 0);

/** Counts as a list of bars. */
export function BarList({ bars, more, none }: BarListProps) {
  if (bars.length === 0) return <p class="muted">{none}</p>;
  const greatest = Math.max(...bars.map(total), 1);
  return (
    <>
      <ul class="bars">
        {bars.map((bar) => (
          <li key={bar.key}>
            <span class="bar-label">{bar.label}</span>
            <span class="bar" aria-hidden="true">
              {bar.parts.map(({ kind, count }) => (
                <span class={`part ${kind}`} style={{ width: `${(100 * count) / greatest}%` }} key={kind} />
              ))}
            </span>
            <span class="bar-count">
              {formatCount(total(bar))}
              {bar.details !== undefined && <span class="unseen"> ({bar.details})</span>}
            </span>
          </li>
        ))}
      </ul>
      {more !== undefined && <p class="muted">{more}</p>}
    </>
  );
}
