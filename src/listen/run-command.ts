import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processGroup } from './process-group.js';

/** How a command ended. */
export interface CommandEnd {
  /** Its exit code. If a signal ended it: 128 and the number of the signal, as in shells. */
  readonly code: number;
  /** The signal that ended it; null if it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  /** Whether it was ended by the timeout. */
  readonly timedOut: boolean;
}

/** What a command is run with. */
export interface CommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** After this time it gets SIGTERM; undefined for never. */
  readonly timeoutMs: number | undefined;
  /** How long it and all that it started may take to end after a signal; then they get SIGKILL. */
  readonly killMs: number;
}

const POLL_MS = 50;
/** How long to wait for processes that got SIGKILL: a zombie whose parent never collects it stays. */
const KILLED_MS = 1000;

/** A command that runs on our own streams, with all the processes that it starts. */
export class RunningCommand {
  /** Resolves when the command has ended; after a signal, when all that it started has ended, too. */
  readonly ended: Promise<CommandEnd>;
  readonly #child: ChildProcess;
  readonly #onTerminal: boolean;
  readonly #isLeader: boolean;
  readonly #killMs: number;
  readonly #timeout: NodeJS.Timeout | undefined;
  #timedOut = false;
  #signals = 0;
  #stopped: Promise<void> | undefined;

  constructor(child: ChildProcess, onTerminal: boolean, isLeader: boolean, { timeoutMs, killMs }: CommandOptions) {
    this.#child = child;
    this.#onTerminal = onTerminal;
    this.#isLeader = isLeader;
    this.#killMs = killMs;
    this.ended = this.#end();
    if (timeoutMs !== undefined) {
      this.#timeout = setTimeout(() => {
        this.#timedOut = true;
        this.#stopped ??= this.#stop('SIGTERM', killMs);
      }, timeoutMs);
    }
  }

  /**
   * Passes on a signal that this process got. What is left of the command `killMs` later gets SIGKILL; after SIGINT, which an
   * interactive command may handle in its own way, only once the command itself has ended. A second signal kills at once.
   */
  pass(signal: NodeJS.Signals): void {
    this.#signals++;
    if (this.#signals > 1) {
      this.#stopped = this.#stop('SIGKILL', 0);
      return;
    }
    // The terminal has already sent its Ctrl-C to the command.
    const isSent = this.#onTerminal && signal === 'SIGINT';
    this.#stopped ??= this.#stop(isSent ? undefined : signal, signal === 'SIGINT' ? undefined : this.#killMs);
  }

  async #end(): Promise<CommandEnd> {
    const { constants } = await import('node:os');
    const end = await new Promise<Pick<CommandEnd, 'code' | 'signal'>>((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('exit', (exit, signal) =>
        resolve({ code: exit ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal }),
      );
    });
    clearTimeout(this.#timeout);
    // A second signal may replace the wait while it runs.
    for (let waited: Promise<void> | undefined; waited !== this.#stopped; ) {
      waited = this.#stopped;
      await waited;
    }
    return { ...end, timedOut: this.#timedOut };
  }

  /** Ends all processes of the command. `killMs`: the time until SIGKILL; undefined: that time after the command has ended. */
  async #stop(signal: NodeJS.Signals | undefined, killMs: number | undefined): Promise<void> {
    const group = await processGroup(this.#child, this.#isLeader);
    if (signal !== undefined) group.send(signal);
    const child = this.#child;
    if (killMs === undefined) {
      while (child.exitCode === null && child.signalCode === null && this.#signals < 2) await sleep(POLL_MS);
    }
    await this.#until(() => !group.isAlive, killMs ?? this.#killMs);
    if (!group.isAlive) return;
    group.send('SIGKILL');
    await this.#until(() => !group.isAlive, KILLED_MS);
  }

  async #until(condition: () => boolean, ms: number): Promise<void> {
    const start = performance.now();
    while (!condition() && performance.now() - start < ms) await sleep(POLL_MS);
  }
}

/** Runs a command through the shell, on our own streams. */
export async function runCommand(command: string, options: CommandOptions): Promise<RunningCommand> {
  const [{ spawn }, { isatty }] = await Promise.all([import('node:child_process'), import('node:tty')]);
  // Asked of the descriptor: process.stdin would open it, and the command could not read from it any more.
  const onTerminal = isatty(0);
  // Without a group of its own, a signal would end the shell alone and leave the rest running.
  const isLeader = !onTerminal && process.platform !== 'win32';
  const { env, cwd } = options;
  const child = spawn(command, { shell: true, stdio: 'inherit', cwd, env, detached: isLeader });
  return new RunningCommand(child, onTerminal, isLeader, options);
}
