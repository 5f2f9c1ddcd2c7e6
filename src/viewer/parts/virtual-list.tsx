import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { addressOf } from '../model/route.js';

/** How many rows are rendered above and below the visible ones. */
const SPARE = 8;

interface VirtualListProps<Item> {
  readonly items: readonly Item[];
  readonly label: string;
  readonly rowHeight: number;
  readonly keyOf: (item: Item) => string | number;
  readonly rowOf: (item: Item) => ComponentChildren;
  readonly selected: string | number | undefined;
  readonly onSelect: (item: Item) => void;
  /** Whether a list that is scrolled to its end stays there when items are added. Default: false. */
  readonly follows?: boolean;
}

/** The scroll position that makes a row visible; the current one if it is visible. */
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

/** The scrolling of a list: which part is visible, and whether it is behind its end. */
function useScrolling<Item>({ items, rowHeight, keyOf, selected, follows = false }: VirtualListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const isAtEnd = useRef(follows);
  const anchor = useRef<{ key: string | number; offset: number } | undefined>(undefined);
  const [isBehind, setBehind] = useState(false);
  const latest = useRef(items);
  latest.current = items;

  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    isAtEnd.current = follows && scrollTop + clientHeight >= scrollHeight - rowHeight / 2;
    setBehind(follows && !isAtEnd.current);
    const first = latest.current[Math.floor(scrollTop / rowHeight)];
    anchor.current = first === undefined ? undefined : { key: keyOf(first), offset: scrollTop % rowHeight };
    setView({ top: scrollTop, height: clientHeight });
  };

  /** Scrolls to where it was before a change: to the end, or to the row that was the first visible one. */
  const restoreScroll = (element: HTMLElement): void => {
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
      // A hidden list, as on narrow screens beside a chosen item, loses its scroll position.
      if (element.clientHeight === 0) return;
      restoreScroll(element);
      onScroll();
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || element.clientHeight === 0) return;
    restoreScroll(element);
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, [items, rowHeight]);

  useLayoutEffect(() => {
    const element = box.current;
    const index = items.findIndex((item) => keyOf(item) === selected);
    if (element === null || element.clientHeight === 0 || index === -1) return;
    element.scrollTop = scrolledTo(index, rowHeight, element);
    onScroll();
  }, [selected]);

  return { box, view, isBehind, onScroll };
}

type View = ReturnType<typeof useScrolling>['view'];

/** The handler of the keys that choose another row. */
function keyHandler<Item>({ items, rowHeight, keyOf, selected, onSelect }: VirtualListProps<Item>, view: View) {
  return (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const at = items.findIndex((item) => keyOf(item) === selected);
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const from = at === -1 && event.key !== 'End' ? Math.ceil(view.top / rowHeight) - 1 : at;
    const last = items.length - 1;
    const index = at === -1 && event.key === 'ArrowUp' ? last : step(from, page, last);
    const item = items[Math.min(Math.max(index, 0), last)];
    if (item !== undefined) onSelect(item);
  };
}

/**
 * A list of any length that has only its visible rows in the document. When items come and go, the visible rows stay in place;
 * at its end, the list may follow new items. A row is chosen by pointer or keyboard.
 */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, label, rowHeight, keyOf, rowOf, selected, onSelect } = props;
  const { box, view, isBehind, onScroll } = useScrolling(props);
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
        onScroll={onScroll}
        onKeyDown={keyHandler(props, view)}
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
