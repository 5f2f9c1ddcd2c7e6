import { useEffect, useState } from 'preact/hooks';
import type { Route } from '../model/route.js';
import { hashOf, readRoute } from '../model/route.js';

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
