import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['events', 'conversations', 'problems', 'overview'] as const;
export type View = (typeof VIEWS)[number];

/** What of the page is looked at; it stands in the address, so that the browser’s Back leads back. */
export interface Route {
  readonly view: View;
  /** A conversation’s id, or an event’s number. */
  readonly item?: string;
}

/** Reads `#conversations/c_1`. What is no view is that of the events. */
export function readRoute(hash: string): Route {
  const [name = '', item = ''] = hash.slice(1).split(/\/(.*)/s);
  const view = VIEWS.find((known) => known === name) ?? 'events';
  try {
    return item === '' ? { view } : { view, item: decodeURIComponent(item) };
  } catch {
    return { view };
  }
}

/** The address of a view. */
export function hashOf({ view, item }: Route): string {
  return item === undefined ? `#${view}` : `#${view}/${encodeURIComponent(item)}`;
}

/** Where the page is, and how to go elsewhere; `replaces`: Back does not lead to the place it was at. */
export function useRoute(): [Route, (to: Route, replaces?: boolean) => void] {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const read = () => setRoute(readRoute(location.hash));
    addEventListener('hashchange', read);
    addEventListener('popstate', read);
    return () => {
      removeEventListener('hashchange', read);
      removeEventListener('popstate', read);
    };
  }, []);
  const go = (to: Route, replaces = false): void => {
    if (replaces) history.replaceState(null, '', hashOf(to));
    else history.pushState(null, '', hashOf(to));
    setRoute(to);
  };
  return [route, go];
}
