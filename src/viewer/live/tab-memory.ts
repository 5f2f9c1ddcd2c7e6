import type { PageMemory, PageState } from '../model/page-memory.js';

const KEY = 'copilot-events';

/** The memory of a tab, if the browser has one for us. Only the state of the last run is kept. */
export const TAB_MEMORY: PageMemory = {
  read(epoch) {
    try {
      const stored = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as { epoch?: string; state?: PageState };
      return stored.epoch === epoch ? (stored.state ?? {}) : {};
    } catch {
      return {};
    }
  },
  write(epoch, state) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ epoch, state }));
    } catch {
      // A browser that stores nothing: a reload then shows all events.
    }
  },
};
