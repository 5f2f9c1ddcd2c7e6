import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const positions = new Map<string, number>();
const MAX_POSITIONS = 500;

/** Keeps how far an element is scrolled, by what it shows, so that Back leads to the place that the user left. */
export function useScrollMemory(key: string): RefObject<HTMLElement | null> {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = positions.get(key) ?? 0;
    const keep = (): void => {
      positions.delete(key);
      positions.set(key, element.scrollTop);
      const [oldest] = positions.keys();
      if (positions.size > MAX_POSITIONS && oldest !== undefined) positions.delete(oldest);
    };
    element.addEventListener('scroll', keep);
    return () => element.removeEventListener('scroll', keep);
  }, [key]);
  return box;
}
