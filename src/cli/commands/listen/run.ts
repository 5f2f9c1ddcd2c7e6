import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import { runCommand } from '../../../listen/run-command.js';
import type { ListenServer } from '../../../listen/start-server.js';
import type { Interrupt } from '../../interrupt.js';
import type { ListenFlags } from './flags.js';

/** What a command is given for a write key: something to see in a log and know that it opens nothing. */
export const PLACEHOLDER_KEY = 'copilot-events-listen';

/** What a run consists of. */
export interface RunParts {
  readonly flags: ListenFlags;
  readonly server: ListenServer;
  readonly limits: ListenLimits;
  /** Asks for the end of the listening. */
  readonly interrupt: Interrupt;
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
export async function runWhile(
  { flags, server, limits, interrupt }: RunParts,
  io: Io,
): Promise<CommandEnd | undefined> {
  const { exec, timeout } = flags;
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  if (exec === undefined) {
    const timer = timeoutMs === undefined ? undefined : setTimeout(interrupt.request, timeoutMs);
    await interrupt.whenRequested;
    clearTimeout(timer);
    // Behind the ^C that a terminal shows.
    if (io.stderr.isTTY === true) io.stderr.write('\n');
    return undefined;
  }
  const env = environment(io, server.url);
  const command = await runCommand(exec, { env, cwd: io.cwd(), timeoutMs, killMs: limits.killMs });
  interrupt.passTo(command);
  const ended = await command.ended;
  interrupt.passTo(undefined);
  await server.activity.quiet(limits.quietMs, limits.settleMs, () => interrupt.requested);
  return ended;
}
