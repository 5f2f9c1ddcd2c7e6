import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../text/count.js';
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
  /** Called again with the chosen item when it is pressed again. */
  readonly onSelect: (item: Item) => void;
  /** Where new items are added. A list that is scrolled there stays there. */
  readonly latest: 'first' | 'last';
  /** What is listed, such as the filter: a list of something else begins at its first or last item. */
  readonly scope: string;
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

/** Whether the user points at a list: its rows then stay where they are, so that a click lands on the row that was aimed at. */
function usePointer(onLeave: () => void) {
  const isHeld = useRef(false);
  const release = (): void => {
    isHeld.current = false;
    onLeave();
  };
  const handlers = {
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') isHeld.current = true;
    },
    onPointerDown: () => {
      isHeld.current = true;
    },
    onPointerUp: (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') release();
    },
    onPointerCancel: release,
    onPointerLeave: release,
  };
  return { isHeld, handlers };
}

/** The items of a list whose latest item comes first: while they are held, those that were there before. */
function useHeldItems<Item>({ items, latest, scope, keyOf }: VirtualListProps<Item>, isHeld: () => boolean) {
  const held = useRef({ items, scope });
  if (latest === 'last' || held.current.scope !== scope || !isHeld()) held.current = { items, scope };
  const shown = held.current.items;
  if (shown === items) return { shown, added: 0 };
  const known = new Set(shown.map(keyOf));
  return { shown, added: items.filter((item) => !known.has(keyOf(item))).length };
}

type ScrollingProps<Item> = Pick<VirtualListProps<Item>, 'items' | 'rowHeight' | 'keyOf' | 'selected' | 'scope'> & {
  readonly follows: boolean;
  readonly isHeld: () => boolean;
};

/** The scrolling of a list: which part is visible, and how many items came since it stopped following them. */
function useScrolling<Item>(props: ScrollingProps<Item>) {
  const { items, rowHeight, keyOf, selected, scope, follows, isHeld } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const isAtEnd = useRef(follows);
  const lastTop = useRef(0);
  /** The last item when the list stopped following. */
  const seen = useRef<string | number | undefined>(undefined);
  const anchor = useRef<{ key: string | number; offset: number } | undefined>(undefined);
  const [isBehind, setBehind] = useState(false);
  const latest = useRef(items);
  const lastBefore = useRef<string | number | undefined>(undefined);
  latest.current = items;

  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    // Items that came while the rows were held moved the end, not the user.
    if (!isHeld() || scrollTop !== lastTop.current) {
      isAtEnd.current = follows && scrollTop + clientHeight >= scrollHeight - rowHeight / 2;
    }
    lastTop.current = scrollTop;
    setBehind(follows && !isAtEnd.current);
    if (isAtEnd.current) seen.current = undefined;
    else seen.current ??= latest.current.map(keyOf).at(-1);
    const first = latest.current[Math.floor(scrollTop / rowHeight)];
    anchor.current = first === undefined ? undefined : { key: keyOf(first), offset: scrollTop % rowHeight };
    setView({ top: scrollTop, height: clientHeight });
  };

  /** Scrolls to where it was before a change: to the end, or to the row that was the first visible one; a list that begins with the latest stays at its beginning. */
  const restoreScroll = (element: HTMLElement): void => {
    if (!follows && element.scrollTop < rowHeight / 2) return;
    if (isAtEnd.current && !isHeld()) {
      seen.current = undefined;
      element.scrollTop = element.scrollHeight;
    } else if (anchor.current !== undefined) {
      const { key, offset } = anchor.current;
      const index = latest.current.findIndex((item) => keyOf(item) === key);
      if (index !== -1) element.scrollTop = index * rowHeight + offset;
    }
  };

  /** Goes on where the items are added, after the rows were held. */
  const resume = (): void => {
    const element = box.current;
    if (element !== null && isAtEnd.current) restoreScroll(element);
  };

  useLayoutEffect(() => {
    isAtEnd.current = follows;
    anchor.current = undefined;
    if (!follows && box.current !== null) box.current.scrollTop = 0;
  }, [scope]);

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
    if (isAtEnd.current && isHeld()) seen.current ??= lastBefore.current;
    lastBefore.current = items.map(keyOf).at(-1);
    restoreScroll(element);
    lastTop.current = element.scrollTop;
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, [items, rowHeight]);

  useLayoutEffect(() => {
    const element = box.current;
    const index = items.findIndex((item) => keyOf(item) === selected);
    if (element === null || element.clientHeight === 0 || index === -1) return;
    element.scrollTop = scrolledTo(index, rowHeight, element);
    onScroll();
  }, [selected]);

  const added =
    seen.current === undefined ? 0 : items.length - 1 - items.findLastIndex((item) => keyOf(item) === seen.current);
  return { box, view, isBehind, added, onScroll, resume };
}

type View = ReturnType<typeof useScrolling>['view'];

/** The handler of the keys that choose another row. */
function keyHandler<Item>(
  { rowHeight, keyOf, selected, onSelect }: VirtualListProps<Item>,
  items: readonly Item[],
  view: View,
) {
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

interface ToLatestProps {
  readonly added: number;
  readonly onGo: () => void;
}

/** The button that leads to the items that came while the list did not follow them: `12 new`. */
function ToLatest({ added, onGo }: ToLatestProps) {
  return (
    <button type="button" class="to-end" onClick={onGo}>
      {added === 0 ? 'To the latest' : `${formatCount(added)} new`}
    </button>
  );
}

/**
 * A list of any length that has only its visible rows in the document. When items come and go, the visible rows stay in place; where
 * items are added, the list follows them, but not while the user points at it. A row is chosen by pointer or keyboard.
 */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, rowHeight, keyOf, rowOf, selected, onSelect, latest, scope } = props;
  const [, setTurn] = useState(0);
  const pointer = usePointer(() => {
    scrolling.resume();
    setTurn((turn) => turn + 1);
  });
  const top = useRef(0);
  const isHeld = (): boolean => pointer.isHeld.current;
  const held = useHeldItems(props, () => isHeld() || top.current > rowHeight / 2);
  const items = held.shown;
  const scrolling = useScrolling({ items, rowHeight, keyOf, selected, scope, follows: latest === 'last', isHeld });
  const { box, view, isBehind, onScroll } = scrolling;
  top.current = view.top;
  const added = held.added + scrolling.added;
  const toLatest = (): void => {
    if (box.current !== null) box.current.scrollTop = latest === 'last' ? box.current.scrollHeight : 0;
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
        onScroll={onScroll}
        onKeyDown={keyHandler(props, items, view)}
        {...pointer.handlers}
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
              onPointerDown={(event: PointerEvent) => {
                // A finger may be about to scroll.
                if (event.pointerType === 'mouse' && event.button === 0) onSelect(item);
              }}
              onClick={() => onSelect(item)}
            >
              {rowOf(item)}
            </div>
          ))}
        </div>
      </div>
      {(isBehind || added > 0) && items.length > 0 && <ToLatest added={added} onGo={toLatest} />}
    </div>
  );
}
