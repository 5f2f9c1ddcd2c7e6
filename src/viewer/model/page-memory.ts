import type { Totals } from '../../listen/stream-messages.js';

/** What the user has set on the live page, besides what its address names. */
export interface PageState {
  /** The number of the last event before the page was paused. */
  readonly pausedAfter?: number;
  /** The number of the last event before the page was cleared, and the counts up to it. */
  readonly clear?: { readonly after: number; readonly totals: Totals };
}

/** Keeps the state of the page over a reload. `epoch`: of the run that it belongs to. */
export interface PageMemory {
  read(epoch: string): PageState;
  write(epoch: string, state: PageState): void;
}

export const NO_MEMORY: PageMemory = { read: () => ({}), write: () => {} };
