import type { ChildProcess } from 'node:child_process';

/** How a command ended. */
export interface CommandEnd {
  /** Its exit code; 128 and the signal’s number, as shells have it, if a signal ended it. */
  readonly code: number;
  /** Whether it was ended for taking too long. */
  readonly timedOut: boolean;
}

/** What a command is run with. */
export interface CommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** After how long it is asked to end; undefined for never. */
  readonly timeoutMs: number | undefined;
  /** How long it may take to end then. */
  readonly killMs: number;
}

/** A command that runs. */
export interface RunningCommand {
  readonly ended: Promise<CommandEnd>;
  /** Passes a signal on that we got. */
  pass(signal: NodeJS.Signals): void;
}

/**
 * Sends a signal to the command and all that it started. Off a terminal, the command leads a process group of its own: the
 * shell alone would end and leave the rest running. On one, it stays in ours, to be able to read from it.
 */
function signalTo(child: ChildProcess, signal: NodeJS.Signals, isLeader: boolean): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(isLeader ? -pid : pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Runs a command through the shell, on our own streams. */
export async function runCommand(command: string, options: CommandOptions): Promise<RunningCommand> {
  const { env, cwd, timeoutMs, killMs } = options;
  const [{ spawn }, { constants }, { isatty }] = await Promise.all([
    import('node:child_process'),
    import('node:os'),
    import('node:tty'),
  ]);
  // Asked of the descriptor: to ask process.stdin would open it, and the command could not read from it any more.
  const onTerminal = isatty(0);
  const isLeader = !onTerminal && process.platform !== 'win32';
  const child = spawn(command, { shell: true, stdio: 'inherit', cwd, env, detached: isLeader });
  let timedOut = false;
  let kill: NodeJS.Timeout | undefined;
  const timeout =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          signalTo(child, 'SIGTERM', isLeader);
          kill = setTimeout(() => signalTo(child, 'SIGKILL', isLeader), killMs);
        }, timeoutMs);
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timeout);
      clearTimeout(kill);
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), timedOut });
    });
  });
  return {
    ended,
    pass(signal) {
      // The terminal has sent its own Ctrl-C to the command already.
      if (!(onTerminal && signal === 'SIGINT')) signalTo(child, signal, isLeader);
    },
  };
}
