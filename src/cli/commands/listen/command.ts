import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import type { ListenLimits } from '../../../listen/limits.js';
import type { CommandEnd } from '../../../listen/run-command.js';
import { runCommand } from '../../../listen/run-command.js';
import type { ListenServer } from '../../../listen/start-server.js';
import type { Interrupt } from '../../interrupt.js';
import type { ListenFlags } from './listen-command.js';

/** The write key of the command: recognisable in a log, and valid nowhere. */
export const PLACEHOLDER_KEY = 'copilot-events-listen';

/** What the end of listening depends on. */
export interface WaitParts {
  readonly flags: ListenFlags;
  readonly server: ListenServer;
  readonly limits: ListenLimits;
  readonly interrupt: Interrupt;
}

/** The environment of the command. Addresses are full URLs: some clients need the scheme, and all accept it. */
function environment(io: Io, url: string): Readonly<Record<string, string | undefined>> {
  return {
    ...io.env,
    SEGMENT_HOST: url,
    SEGMENT_API_HOST: url,
    SEGMENT_CDN_URL: url,
    SEGMENT_WRITE_KEY: PLACEHOLDER_KEY,
  };
}

/** @throws {Failure} if `--exec` is given without a command. */
export function refuseEmptyCommand({ exec }: ListenFlags): void {
  if (exec?.trim() === '')
    throw new Failure('bad-usage', '--exec names no command', { hint: "write it like --exec 'npm test'" });
}

/**
 * Waits until listening ends: with `--exec`, until the command has ended and its last requests have come; else until a signal
 * or the timeout. Returns how the command ended, if there is one.
 */
export async function waitForEnd(
  { flags, server, limits, interrupt }: WaitParts,
  io: Io,
): Promise<CommandEnd | undefined> {
  const { exec, timeout } = flags;
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  if (exec === undefined) {
    const timer = timeoutMs === undefined ? undefined : setTimeout(interrupt.request, timeoutMs);
    await interrupt.whenRequested;
    clearTimeout(timer);
    // A terminal shows ^C on the line.
    if (io.stderr.isTTY === true) io.stderr.write('\n');
    return undefined;
  }
  const env = environment(io, server.url);
  const command = await runCommand(exec, { env, cwd: io.cwd(), timeoutMs, killMs: limits.killMs });
  interrupt.passTo(command);
  const ended = await command.ended;
  interrupt.passTo(undefined);
  await server.activity.idle(limits.idleMs, limits.maxIdleWaitMs, () => interrupt.requested);
  return ended;
}
