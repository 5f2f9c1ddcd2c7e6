import { randomUUID } from 'node:crypto';
import { link, open, readFile, readlink, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, systemReason } from '../failure.js';
import { isObject } from '../record/record.js';
import { safeName } from '../text/safe-name.js';

/** A lock that is held; no other run writes the checkpoint meanwhile. */
export interface CheckpointLock {
  /** Checks that the lock is still ours. @throws {Failure} if another run has taken it over. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** The process that holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The machine as far as its process ids go: its host name, its start, and its container. */
  readonly machine: string;
  /** When the process was started; undefined where the system does not show it. */
  readonly started: string | undefined;
  /** A random id of this run. */
  readonly run: string;
}

/** Times in milliseconds. A holder renews its lock each `renewMs`; one that is not renewed for `deadAfterMs` is taken over. */
export interface LockTimes {
  readonly renewMs: number;
  readonly deadAfterMs: number;
}

/** Eight renewals may be missed: a disk under load can hold one up for seconds. */
const LOCK_TIMES: LockTimes = { renewMs: 1000, deadAfterMs: 8000 };

/** Taking a lock over takes milliseconds; a takeover that has lasted longer belongs to a dead process, too. */
const TAKEOVER_MS = 10_000;

/** The longest file that is read as a lock, in bytes. */
const MAX_LOCK_BYTES = 4096;

/** Files beside a checkpoint that a run makes for itself. */
export function lockFilesOf(checkpoint: string): string[] {
  return [`${checkpoint}.lock`, `${checkpoint}.lock.takeover`];
}

/**
 * When a process was started, in ticks since its machine was (proc(5), field 22): a process id is used again, and in a container
 * each run may have the same one. Undefined where the system has no /proc.
 */
async function startOf(pid: number | 'self'): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name of the program stands in parentheses and may hold spaces.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

/** Process ids mean nothing on another machine, after its next start, or in another container. */
async function thisMachine(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  return [hostname(), boot.trim(), container].join(' ');
}

async function thisProcess(): Promise<Holder> {
  return {
    pid: process.pid,
    host: hostname(),
    machine: await thisMachine(),
    started: await startOf('self'),
    run: randomUUID(),
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The runs of this process that hold a lock or try to. */
const ownRuns = new Set<string>();

/** Whether a holder is alive; undefined if that can only be seen by waiting for it to renew its lock. */
async function isAlive(holder: Holder, me: Holder): Promise<boolean | undefined> {
  if (holder.machine !== me.machine) return undefined;
  if (holder.pid === me.pid) return ownRuns.has(holder.run);
  if (!exists(holder.pid)) return false;
  const started = await startOf(holder.pid);
  return started === undefined || holder.started === undefined ? undefined : started === holder.started;
}

async function holderOf(path: string): Promise<Holder | 'nobody' | 'unreadable'> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 'nobody';
  if (text.length > MAX_LOCK_BYTES || !/^(?:\{"pid"|$)/.test(text)) {
    throw new Failure('output-conflict', `${safeName(path)} is not a lock of ours`, {
      hint: 'move it away, or name another checkpoint: the checkpoint needs this path for its lock file',
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return 'unreadable';
    const { pid, host, machine, started, run } = value;
    if (!Number.isInteger(pid) || (pid as number) < 1 || typeof host !== 'string') return 'unreadable';
    return {
      pid: pid as number,
      host,
      machine: String(machine),
      started: typeof started === 'string' ? started : undefined,
      run: String(run),
    };
  } catch {
    return 'unreadable';
  }
}

/** Makes a file only if there is none. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Puts the lock in place if there is none: made aside first, so that nobody ever reads half of one. */
async function acquire(lock: string, mine: string, text: string): Promise<boolean> {
  await create(mine, text);
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

async function modified(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** Waits for a holder to renew its lock. No clocks are compared: those of two machines may differ. */
async function isRenewed(lock: string, run: string, { renewMs, deadAfterMs }: LockTimes): Promise<boolean> {
  const before = await modified(lock);
  const end = performance.now() + deadAfterMs;
  while (performance.now() < end) {
    await sleep(renewMs / 2);
    const holder = await holderOf(lock);
    // Released, or taken over by another run.
    if (typeof holder !== 'object' || holder.run !== run) return holder !== 'nobody';
    if ((await modified(lock)) !== before) return true;
  }
  return false;
}

/** Tries to lock one checkpoint. */
class Locking {
  readonly #lock: string;
  readonly #shown: string;
  readonly #me: Holder;
  readonly #text: string;
  readonly #mine: string;
  readonly #times: LockTimes;

  constructor(checkpoint: string, shown: string, me: Holder, times: LockTimes) {
    this.#lock = `${checkpoint}.lock`;
    this.#shown = shown;
    this.#me = me;
    this.#text = `${JSON.stringify(me)}\n`;
    this.#mine = `${this.#lock}.${me.run}`;
    this.#times = times;
  }

  async run(): Promise<CheckpointLock> {
    // Before the lock is there: other runs of this process must not take it for one that was left behind.
    ownRuns.add(this.#me.run);
    try {
      return await this.#acquire();
    } catch (error) {
      ownRuns.delete(this.#me.run);
      throw error;
    }
  }

  async #acquire(): Promise<CheckpointLock> {
    for (let tries = 0; tries < 3; tries++) {
      if (await acquire(this.#lock, this.#mine, this.#text)) return this.#held();
      const holder = await holderOf(this.#lock);
      if (holder === 'nobody') continue;
      if (holder !== 'unreadable') await this.#assertDead(holder);
      if (await this.#takeOver(holder)) return this.#held();
    }
    throw new Failure('checkpoint-in-use', `another run has just taken ${safeName(this.#shown)}`, {
      hint: 'only one at a time can go on with it',
    });
  }

  /** @throws {Failure} if the holder is alive. */
  async #assertDead(holder: Holder): Promise<void> {
    const alive = (await isAlive(holder, this.#me)) ?? (await isRenewed(this.#lock, holder.run, this.#times));
    if (!alive) return;
    const where = holder.host === this.#me.host ? '' : ` on ${safeName(holder.host)}`;
    throw new Failure(
      'checkpoint-in-use',
      `another run is at work on ${safeName(this.#shown)} (process ${holder.pid}${where})`,
      { hint: 'wait for it, or stop it' },
    );
  }

  /** Replaces the lock of a dead process. Only one at a time may try: two would each remove what the other has just put there. */
  async #takeOver(dead: Holder | 'unreadable'): Promise<boolean> {
    const takeover = `${this.#lock}.takeover`;
    if (!(await create(takeover, this.#text))) {
      const age = Date.now() - ((await modified(takeover)) ?? Date.now());
      if (age > TAKEOVER_MS) await rm(takeover, { force: true });
      return false;
    }
    try {
      const holder = await holderOf(this.#lock);
      const isStillDead =
        holder === 'nobody' || holder === 'unreadable' || (typeof dead === 'object' && holder.run === dead.run);
      if (!isStillDead) return false;
      await create(this.#mine, this.#text);
      await rename(this.#mine, this.#lock);
      return true;
    } finally {
      await rm(takeover, { force: true });
    }
  }

  #held(): CheckpointLock {
    const lock = this.#lock;
    const isOurs = async (): Promise<boolean | undefined> => {
      const holder = await holderOf(lock).catch(() => undefined);
      return typeof holder === 'object' ? holder.run === this.#me.run : undefined;
    };
    const timer = setInterval(() => {
      const now = new Date();
      utimes(lock, now, now).catch(() => {});
    }, this.#times.renewMs).unref();
    return {
      assertHeld: async () => {
        if ((await isOurs()) !== false) return;
        throw new Failure('checkpoint-in-use', `another run has taken ${safeName(this.#shown)} over`, {
          hint: 'this run was stopped for too long; the other one goes on with the log',
        });
      },
      release: async () => {
        clearInterval(timer);
        ownRuns.delete(this.#me.run);
        if ((await isOurs()) !== false) await rm(lock, { force: true });
      },
    };
  }
}

/**
 * Locks a checkpoint against a second run, by a file beside it that names this process. The lock of a process that has died
 * is taken over: at once if it ran on this machine and in this container, else if it is not renewed for some seconds.
 * @throws {Failure} if another process holds it, or the folder cannot be written.
 */
export async function lockCheckpoint(checkpoint: string, shown: string, times = LOCK_TIMES): Promise<CheckpointLock> {
  try {
    return await new Locking(checkpoint, shown, await thisProcess(), times).run();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('unwritable-output', `cannot write ${safeName(shown)}.lock: ${systemReason(cause)}`, { cause });
  }
}
