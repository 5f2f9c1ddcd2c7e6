import type { EndSignal, Io } from '../io.js';
import { EXIT } from './exit-code.js';

/** SIGHUP comes when a terminal closes, SIGQUIT from Ctrl-\. */
const SIGNALS: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** The end of a run, as signals ask for it. */
export interface Interrupt {
  /** Whether somebody has asked the run to end. */
  readonly requested: boolean;
  /** Resolves when somebody asks. */
  readonly whenRequested: Promise<void>;
  /** Asks the run to end, as the first signal does. */
  request(): void;
  /** Passes signals to a command that was started, until `undefined` is given: only then do they end the run. */
  passTo(command: { pass(signal: EndSignal): void } | undefined): void;
  /** Calls `handler` at the second signal, in place of ending the process; a third one ends it. */
  onSecond(handler: () => void): void;
  /** Stops listening; a further signal ends the process as usual. */
  release(): void;
}

/**
 * Listens for SIGINT, SIGTERM, SIGHUP and SIGQUIT: the first one asks the run to end early and in order, the second one ends
 * the process at once. `onRequest` is called at the first one. The listeners stay until the run has ended: a progress display that is alone
 * with a signal would end the process itself.
 */
export function listenForInterrupt(io: Io, onRequest?: () => void): Interrupt {
  let requested = false;
  let command: { pass(signal: EndSignal): void } | undefined;
  let second: (() => void) | undefined;
  let resolveRequested = (): void => {};
  const whenRequested = new Promise<void>((resolve) => {
    resolveRequested = resolve;
  });
  const request = (): void => {
    if (requested) return;
    requested = true;
    onRequest?.();
    resolveRequested();
  };
  const handlers = SIGNALS.map((signal) => ({
    signal,
    handle(): void {
      if (command !== undefined) command.pass(signal);
      else if (!requested) request();
      else if (second !== undefined) {
        second();
        second = undefined;
      } else {
        release();
        io.exit?.(EXIT.interrupted);
      }
    },
  }));
  const release = (): void => {
    for (const { signal, handle } of handlers) io.off?.(signal, handle);
  };
  for (const { signal, handle } of handlers) io.on?.(signal, handle);
  return {
    get requested() {
      return requested;
    },
    whenRequested,
    request,
    passTo(to) {
      command = to;
    },
    onSecond(handler) {
      second = handler;
    },
    release,
  };
}
