import { useEffect, useState } from 'preact/hooks';
import type { LiveStore } from '../model/live-store.js';

/** Draws a component anew whenever its store has changed. */
export function useStore(store: LiveStore): LiveStore {
  const [, setTurn] = useState(0);
  useEffect(() => store.follow(() => setTurn((turn) => turn + 1)), [store]);
  return store;
}
