import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import type { CommandEnd, RunningCommand } from '../../../listen/run-command.js';
import { runCommand } from '../../../listen/run-command.js';
import type { ListenServer } from '../../../listen/start-server.js';
import { EXIT } from '../../exit-code.js';
import type { ListenFlags } from './flags.js';

/** What a command is given for a write key: something to see in a log and know that it opens nothing. */
export const PLACEHOLDER_KEY = 'copilot-events-listen';

/** The end of the listening, as signals ask for it. */
export interface Ending {
  /** Whether it has come. */
  readonly hasCome: boolean;
  /** Settles when it comes. */
  readonly come: Promise<void>;
  /** Signals go to this command first; only when it has ended do they end the listening. */
  passTo(command: RunningCommand | undefined): void;
  now(): void;
  /** Stops hearing signals. */
  release(): void;
}

/**
 * Hears SIGINT and SIGTERM. Nothing but a signal ends a listener that waits for events: that is no interruption, and it
 * reports as if all had come. A second one ends it at once.
 */
export function untilEnded(io: Io): Ending {
  let hasCome = false;
  let command: RunningCommand | undefined;
  let resolve = (): void => {};
  const come = new Promise<void>((settle) => {
    resolve = settle;
  });
  const now = (): void => {
    hasCome = true;
    resolve();
  };
  const handle = (signal: 'SIGINT' | 'SIGTERM') => (): void => {
    if (command !== undefined) command.pass(signal);
    else if (hasCome) io.exit?.(EXIT.interrupted);
    else now();
  };
  const handlers = { SIGINT: handle('SIGINT'), SIGTERM: handle('SIGTERM') } as const;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) io.on?.(signal, handlers[signal]);
  return {
    get hasCome() {
      return hasCome;
    },
    come,
    now,
    passTo(to) {
      command = to;
    },
    release() {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) io.off?.(signal, handlers[signal]);
    },
  };
}

/** What a run consists of. */
export interface RunParts {
  readonly flags: ListenFlags;
  readonly server: ListenServer;
  readonly limits: ListenLimits;
  readonly end: Ending;
}

/** What the command finds in its environment: full addresses, since some clients want a scheme and none minds one. */
function environment(io: Io, url: string): Readonly<Record<string, string | undefined>> {
  return {
    ...io.env,
    SEGMENT_HOST: url,
    SEGMENT_API_HOST: url,
    SEGMENT_CDN_URL: url,
    SEGMENT_WRITE_KEY: PLACEHOLDER_KEY,
  };
}

/**
 * Waits until the listening is over: until the command has ended and its late events have come, or else until somebody ends
 * it or its time is up. Returns how the command ended, if there is one.
 */
export async function runWhile({ flags, server, limits, end }: RunParts, io: Io): Promise<CommandEnd | undefined> {
  const { exec, timeout } = flags;
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  if (exec === undefined) {
    const timer = timeoutMs === undefined ? undefined : setTimeout(end.now, timeoutMs);
    await end.come;
    clearTimeout(timer);
    // Behind the ^C that a terminal shows.
    if (io.stderr.isTTY === true) io.stderr.write('\n');
    return undefined;
  }
  const env = environment(io, server.url);
  const command = await runCommand(exec, { env, cwd: io.cwd(), timeoutMs, killMs: limits.killMs });
  end.passTo(command);
  const ended = await command.ended;
  end.passTo(undefined);
  await server.activity.quiet(limits.quietMs, limits.settleMs, () => end.hasCome);
  return ended;
}
