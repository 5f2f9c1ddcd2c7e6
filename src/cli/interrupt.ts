import type { Io } from '../io.js';
import { EXIT } from './exit-code.js';

/** Whether somebody has asked us to stop. */
export interface Interrupt {
  readonly requested: boolean;
  /** Stops listening; a further signal ends the process as usual. */
  release(): void;
}

/**
 * Listens for SIGINT and SIGTERM: the first one asks the run to end early and in order, and closes stdin, which may be what
 * it waits for; the second one ends the process at once. `onRequest` hears of the first one. The listeners stay until the run
 * has ended: a progress display that finds itself alone with a signal would end the process on its own account.
 */
export function listenForInterrupt(io: Io, onRequest?: () => void): Interrupt {
  let requested = false;
  const release = (): void => {
    io.off?.('SIGINT', handle);
    io.off?.('SIGTERM', handle);
  };
  const handle = (): void => {
    if (requested) {
      release();
      io.exit?.(EXIT.interrupted);
      return;
    }
    requested = true;
    onRequest?.();
    io.stdin.destroy?.();
  };
  io.on?.('SIGINT', handle);
  io.on?.('SIGTERM', handle);
  return {
    get requested() {
      return requested;
    },
    release,
  };
}
