import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Entry } from '../model/entry.js';
import { maskedEvent } from '../model/mask.js';

/** Whether message bodies and other texts are shown. */
export interface ContentsSetting {
  readonly areShown: boolean;
  /** False in a report, which holds no more than it shows. */
  readonly canBeShown: boolean;
}

export const Contents = createContext<ContentsSetting>({ areShown: false, canBeShown: true });

/** An event as it may be shown. */
export interface ShownContents {
  readonly event: Entry['event'];
  /** Shows it, or hides it again; undefined where that cannot be chosen. */
  readonly toggle?: () => void;
  readonly isShown: boolean;
}

/** An event with its contents hidden, until they are asked for here or for all. */
export function useContents({ event }: Entry): ShownContents {
  const { areShown, canBeShown } = useContext(Contents);
  const [isAskedFor, setAskedFor] = useState(false);
  if (!canBeShown) return { event, isShown: areShown };
  const isShown = areShown || isAskedFor;
  return {
    event: event === undefined || isShown ? event : maskedEvent(event),
    isShown,
    ...(areShown ? {} : { toggle: () => setAskedFor(!isAskedFor) }),
  };
}
