import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../../text/count.js';

/** The first items of a list, and a button that shows more; `undefined` if all are shown. `noun`: what they are, in the singular. */
export function usePaging<Item>(items: readonly Item[], size: number, noun: string) {
  const [count, setCount] = useState(size);
  const left = items.length - count;
  const more: ComponentChild =
    left > 0 ? (
      <p class="more">
        <button type="button" onClick={() => setCount(count + size)}>
          Show {formatCount(Math.min(size, left))} more of {formatCount(left)}
          <span class="unseen"> {noun}s</span>
        </button>
      </p>
    ) : undefined;
  return { shown: items.slice(0, count), more };
}
