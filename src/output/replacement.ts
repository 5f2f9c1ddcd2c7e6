import type { Stats } from 'node:fs';
import { fchmodSync, fchownSync, promises, renameSync, statSync, unlinkSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * What a replacement outlasts. With `process`, readers find the old file or the new one, whole, even if this process is
 * killed. With `machine`, they do so after a power failure, too: the file and its folder are written through to the disk.
 */
export type Durability = 'process' | 'machine';

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/** Temporary files that are still there. */
const unfinished = new Set<string>();

/** Removes what an end of the process would leave behind. SIGKILL alone leaves a temporary file, readable by its owner only. */
function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // It is gone already.
    }
  }
}

function remember(path: string): void {
  if (unfinished.size === 0) process.on('exit', removeUnfinished);
  unfinished.add(path);
}

function forget(path: string): void {
  unfinished.delete(path);
  if (unfinished.size === 0) process.off('exit', removeUnfinished);
}

/** The file that a path leads to through all links, even if it does not exist yet. */
export async function linkTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const found = await promises.realpath(target).catch(() => undefined);
    if (found !== undefined) return found;
    const next = await promises.readlink(target).catch(() => undefined);
    if (next === undefined) break;
    target = resolve(dirname(target), next);
  }
  return target;
}

/** Gives a file the owner, group and mode of another, as far as this process may. */
function copyOwnerAndMode(fd: number, { uid, gid, mode }: Stats): void {
  let allowed = mode & 0o777;
  const chown = (user: number, group: number): boolean => {
    try {
      fchownSync(fd, user, group);
      return true;
    } catch {
      return false;
    }
  };
  // A group that cannot be kept leaves its rights to another one: those of others are all that it gets.
  if (!chown(uid, gid) && !chown(-1, gid)) allowed = (allowed & 0o707) | (allowed & ((allowed & 0o007) << 3));
  fchmodSync(fd, allowed);
}

/** Makes a renaming last. Not every system lets a folder be opened for that. */
async function syncFolder(path: string): Promise<void> {
  const folder = await promises.open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/**
 * A new file beside another one that takes its place in one step, with its owner and mode as they are then. Its name is
 * random, so that it is never a file of somebody else; until it takes the place of an existing file, only its owner may read
 * it. A link stays a link, and the file that it leads to is replaced.
 */
export class Replacement {
  /** The new file, open for writing. */
  readonly file: FileHandle;
  readonly #path: string;
  readonly #target: string;
  readonly #durability: Durability;

  private constructor(file: FileHandle, path: string, target: string, durability: Durability) {
    this.file = file;
    this.#path = path;
    this.#target = target;
    this.#durability = durability;
  }

  /** Makes the new file. @throws the system's error if it cannot. */
  static async open(path: string, durability: Durability): Promise<Replacement> {
    const { randomBytes } = await import('node:crypto');
    const target = await linkTarget(path);
    const exists = (await promises.stat(target).catch(() => undefined)) !== undefined;
    const beside = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    // Before it exists: the process may end between its creation and the next line.
    remember(beside);
    try {
      const file = await promises.open(beside, 'wx', exists ? 0o600 : 0o666);
      return new Replacement(file, beside, target, durability);
    } catch (error) {
      forget(beside);
      throw error;
    }
  }

  /**
   * Puts the new file in the place of the old one. `check` is called right before, with the path of the old one; nothing is
   * replaced if it throws. The new file is removed if it cannot be put there.
   * @throws the system's error, or that of `check`.
   */
  async commit(check?: (target: string) => void): Promise<void> {
    try {
      if (this.#durability === 'machine') await this.file.sync();
      // Synchronous from here on, so that as little as possible can happen between the last look and the renaming.
      check?.(this.#target);
      const old = statSync(this.#target, { throwIfNoEntry: false });
      if (old !== undefined) copyOwnerAndMode(this.file.fd, old);
      renameSync(this.#path, this.#target);
      forget(this.#path);
      await this.file.close();
    } catch (error) {
      await this.discard();
      throw error;
    }
    if (this.#durability === 'machine') await syncFolder(dirname(this.#target));
  }

  /** Removes the new file; the old one stays as it is. */
  async discard(): Promise<void> {
    if (!unfinished.has(this.#path)) return;
    await this.file.close().catch(() => {});
    await promises.unlink(this.#path).catch(() => {});
    forget(this.#path);
  }
}

/** Replaces a file by a text, in one step. @throws the system's error if it cannot; the old file is then as it was. */
export async function replaceFile(path: string, text: string, durability: Durability): Promise<void> {
  const replacement = await Replacement.open(path, durability);
  try {
    await replacement.file.writeFile(text);
  } catch (error) {
    await replacement.discard();
    throw error;
  }
  await replacement.commit();
}
