import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';

/** A lock that is held; nobody else writes the checkpoint meanwhile. */
export interface CheckpointLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Taking over takes milliseconds; whoever has been at it for longer is dead, too. */
const TAKEOVER_MS = 10_000;

function isAlive({ pid, host }: Holder): boolean {
  // Of a process on another machine that shares the folder nothing is known: it may be alive.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function holderOf(path: string): Promise<Holder | 'nobody' | 'unreadable'> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 'nobody';
  try {
    const { pid, host } = JSON.parse(text) as Holder;
    return Number.isInteger(pid) && pid > 0 && typeof host === 'string' ? { pid, host } : 'unreadable';
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

/** Takes the lock of a dead process. Only one at a time may try: two would each remove what the other has just put there. */
async function takeOver(lock: string, mine: string, text: string): Promise<boolean> {
  const takeover = `${lock}.takeover`;
  if (!(await create(takeover, text))) {
    const age = Date.now() - ((await stat(takeover).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > TAKEOVER_MS) await rm(takeover, { force: true });
    return false;
  }
  try {
    const holder = await holderOf(lock);
    if (holder !== 'nobody' && holder !== 'unreadable' && isAlive(holder)) return false;
    await create(mine, text);
    await rename(mine, lock);
    return true;
  } finally {
    await rm(takeover, { force: true });
  }
}

/**
 * Locks a checkpoint against a second writer, by a file beside it that names this process. The lock of a process that has died
 * is taken over.
 * @throws {Failure} if another process holds it, or the folder cannot be written.
 */
export async function lockCheckpoint(checkpoint: string, shown: string): Promise<CheckpointLock> {
  const lock = `${checkpoint}.lock`;
  const mine = `${lock}.${randomUUID()}`;
  const text = `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`;
  const release = () => rm(lock, { force: true });
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (await acquire(lock, mine, text)) return { release };
      const holder = await holderOf(lock);
      if (holder === 'nobody') continue;
      if (holder !== 'unreadable' && isAlive(holder)) {
        const where = holder.host === hostname() ? '' : ` on ${safeName(holder.host)}`;
        throw new Failure(
          'checkpoint-in-use',
          `another run is at work on ${safeName(shown)} (process ${holder.pid}${where})`,
          {
            hint: `wait for it, or stop it; if it is gone, remove ${safeName(shown)}.lock`,
          },
        );
      }
      if (await takeOver(lock, mine, text)) return { release };
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('unwritable-output', `cannot write ${safeName(shown)}.lock: ${systemReason(cause)}`, { cause });
  }
  throw new Failure('checkpoint-in-use', `another run has just taken ${safeName(shown)}`, {
    hint: 'only one at a time can go on with it',
  });
}
