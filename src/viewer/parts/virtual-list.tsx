import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { addressOf } from '../model/route.js';

/** How many rows are there beyond those that are seen, above and below. */
const SPARE = 8;

interface VirtualListProps<Item> {
  readonly items: readonly Item[];
  readonly label: string;
  readonly rowHeight: number;
  readonly keyOf: (item: Item) => string | number;
  readonly rowOf: (item: Item) => ComponentChildren;
  readonly selected: string | number | undefined;
  readonly onSelect: (item: Item) => void;
  /** Whether it stays at its end, once there, while items are added. */
  readonly follows?: boolean;
}

/** The scroll position that brings a row into view; the present one if it is in view. */
function scrolledTo(index: number, rowHeight: number, { scrollTop, clientHeight }: HTMLElement): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - clientHeight);
}

const STEPS: Readonly<Record<string, (at: number, page: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  End: (_, __, last) => last,
};

/**
 * A list of any length of which only what is seen is in the document. While items come and go, what is looked at stays where it
 * is; at its end, it may follow what comes. One is chosen by the pointer or by the keyboard.
 */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, label, rowHeight, keyOf, rowOf, selected, onSelect, follows = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const isAtEnd = useRef(follows);
  const anchor = useRef<{ key: string | number; offset: number } | undefined>(undefined);
  const [isBehind, setBehind] = useState(false);
  const latest = useRef(items);
  latest.current = items;

  const look = (): void => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    isAtEnd.current = follows && scrollTop + clientHeight >= scrollHeight - rowHeight / 2;
    setBehind(follows && !isAtEnd.current);
    const first = latest.current[Math.floor(scrollTop / rowHeight)];
    anchor.current = first === undefined ? undefined : { key: keyOf(first), offset: scrollTop % rowHeight };
    setView({ top: scrollTop, height: clientHeight });
  };

  /** Scrolls to where it was before something changed: to the end, or to the row that was the first to be seen. */
  const updateScroll = (element: HTMLElement): void => {
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else if (anchor.current !== undefined) {
      const { key, offset } = anchor.current;
      const index = latest.current.findIndex((item) => keyOf(item) === key);
      if (index !== -1) element.scrollTop = index * rowHeight + offset;
    }
  };

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => {
      // While it is not shown, as on narrow screens beside a chosen item, it forgets where it was.
      if (element.clientHeight === 0) return;
      updateScroll(element);
      look();
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || element.clientHeight === 0) return;
    updateScroll(element);
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, [items, rowHeight]);

  useLayoutEffect(() => {
    const element = box.current;
    const index = items.findIndex((item) => keyOf(item) === selected);
    if (element === null || element.clientHeight === 0 || index === -1) return;
    element.scrollTop = scrolledTo(index, rowHeight, element);
    look();
  }, [selected]);

  const choose = (index: number): void => {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)];
    if (item !== undefined) onSelect(item);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const at = items.findIndex((item) => keyOf(item) === selected);
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const from = at === -1 && event.key !== 'End' ? Math.ceil(view.top / rowHeight) - 1 : at;
    choose(at === -1 && event.key === 'ArrowUp' ? items.length - 1 : step(from, page, items.length - 1));
  };

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const rows = items.slice(first, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  const idOf = (item: Item): string => `row-${addressOf(String(keyOf(item)))}`;
  const active = rows.find((item) => keyOf(item) === selected);
  return (
    <div class="list-box">
      <div
        class="list"
        ref={box}
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={active === undefined ? undefined : idOf(active)}
        onScroll={look}
        onKeyDown={onKeyDown}
      >
        <div class="rows" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
          {rows.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself has the keys, as listboxes do
            <div
              class="row"
              id={idOf(item)}
              key={keyOf(item)}
              role="option"
              tabIndex={-1}
              aria-selected={keyOf(item) === selected}
              aria-posinset={first + index + 1}
              aria-setsize={items.length}
              style={{ height: `${rowHeight}px`, transform: `translateY(${(first + index) * rowHeight}px)` }}
              onClick={() => onSelect(item)}
            >
              {rowOf(item)}
            </div>
          ))}
        </div>
      </div>
      {isBehind && items.length > 0 && (
        <button
          type="button"
          class="to-end"
          onClick={() => {
            if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
          }}
        >
          To the latest
        </button>
      )}
    </div>
  );
}
