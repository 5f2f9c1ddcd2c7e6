import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** What makes an element’s buttons and links one stop of the Tab key. */
export interface Roving<Box extends HTMLElement> {
  readonly ref: RefObject<Box | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/** Makes the buttons and links of a list one stop of the Tab key: the arrow keys, Home and End lead from one to the other. */
export function useRoving<Box extends HTMLElement>(): Roving<Box> {
  const ref = useRef<Box>(null);
  const stops = () => [...(ref.current?.querySelectorAll<HTMLElement>('button, a') ?? [])];
  const setStop = (stop: Element | undefined): void => {
    for (const one of stops()) one.tabIndex = one === stop ? 0 : -1;
  };
  useLayoutEffect(() => {
    const all = stops();
    setStop(all.find((one) => one === document.activeElement) ?? all.find(({ tabIndex }) => tabIndex === 0) ?? all[0]);
  });
  return {
    ref,
    onKeyDown: (event) => {
      const step = STEPS[event.key];
      const all = stops();
      const at = all.indexOf(event.target as HTMLElement);
      if (step === undefined || at === -1 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      all[Math.min(Math.max(step(at, all.length), 0), all.length - 1)]?.focus();
    },
    onFocusIn: ({ target }) => setStop(target instanceof Element ? target : undefined),
  };
}
