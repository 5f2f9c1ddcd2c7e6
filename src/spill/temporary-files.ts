import { closeSync, openSync, readdirSync, readSync, unlinkSync, writevSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';
import { TemporaryFile } from './temporary-file.js';

/** The calls to the system that temporary files need; tests pass others. */
export interface FileSystem {
  readonly open: (path: string, flags: string, mode: number) => number;
  readonly unlink: (path: string) => void;
  readonly list: (folder: string) => readonly string[];
  readonly write: (fd: number, parts: readonly Uint8Array[], position: number) => number;
  readonly read: (fd: number, target: Uint8Array, offset: number, length: number, position: number) => number;
  readonly close: (fd: number) => void;
}

/** Node's. */
export const NODE_FILE_SYSTEM: FileSystem = {
  open: openSync,
  unlink: unlinkSync,
  list: (folder) => readdirSync(folder),
  write: (fd, parts, position) => writevSync(fd, parts, position),
  read: readSync,
  close: closeSync,
};

/** The names of temporary files, here and in earlier versions. */
const NAME = /^copilot-events-[0-9a-z]+-[0-9a-z]+\.spill$/;

/** A name that is taken is followed by another one; a folder in which this many are taken is under attack. */
const MAX_ATTEMPTS = 100;

/** What temporary files may be given. */
export interface TemporaryFilesOptions {
  /** Default: the system's folder for temporary files, which TMPDIR names. */
  readonly folder?: string | undefined;
  /** Default: Node's. */
  readonly system?: FileSystem | undefined;
}

/**
 * The temporary files of a run. Nothing is created before the first file is needed. A file loses its name as soon as it is
 * open, so that the system frees its bytes however this process ends. A process that is killed between these two calls leaves
 * an empty file; the next run that needs a file removes it. It may remove such a file of a living process, too: that process
 * would do the same a moment later.
 */
export class TemporaryFiles {
  readonly folder: string;
  readonly #system: FileSystem;
  readonly #open = new Set<TemporaryFile>();
  #isFolderClean = false;
  #bytesWritten = 0;

  constructor({ folder = tmpdir(), system = NODE_FILE_SYSTEM }: TemporaryFilesOptions = {}) {
    this.folder = folder;
    this.#system = system;
  }

  /** How many bytes were written, those that are freed again included. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** How many files are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Makes a file. @throws {Failure} if the folder is missing, or takes no file. */
  create(): TemporaryFile {
    this.#removeLeftovers();
    const file = new TemporaryFile(this.#openUnnamed(), this.#system, {
      onWritten: (bytes) => {
        this.#bytesWritten += bytes;
      },
      toFailure: (error) => this.#failure(error),
      onClosed: () => this.#open.delete(file),
    });
    this.#open.add(file);
    return file;
  }

  /** Closes all files, which frees their bytes. */
  close(): void {
    for (const file of [...this.#open]) file.close();
  }

  #openUnnamed(): number {
    for (let attempt = 1; ; attempt++) {
      const random = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER).toString(36);
      const path = join(this.folder, `copilot-events-${process.pid.toString(36)}-${random}.spill`);
      try {
        const fd = this.#system.open(path, 'wx+', 0o600);
        this.#removeName(path);
        return fd;
      } catch (error) {
        const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
        if (!isTaken || attempt === MAX_ATTEMPTS) throw this.#failure(error);
      }
    }
  }

  #removeLeftovers(): void {
    if (this.#isFolderClean) return;
    this.#isFolderClean = true;
    let names: readonly string[];
    try {
      names = this.#system.list(this.folder);
    } catch {
      // A folder may take files and yet not be listed; one that is missing fails when the file is created.
      return;
    }
    for (const name of names) if (NAME.test(name)) this.#removeName(join(this.folder, name));
  }

  #removeName(path: string): void {
    try {
      this.#system.unlink(path);
    } catch {
      // Another run has removed it, or it belongs to another user.
    }
  }

  #failure(error: unknown): Failure {
    const written = this.#bytesWritten.toLocaleString('en-US');
    return new Failure(
      'unwritable-temporary-file',
      `cannot write a temporary file in ${safeName(this.folder)}, after ${written} bytes: ${systemReason(error)}`,
      {
        hint:
          'what the rules across records need of a large log goes to temporary files: free some space there, name another ' +
          "folder with the environment variable TMPDIR, or switch these rules off: --rule 'conversation/*=off' --rule segment/duplicate-message-id=off",
        cause: error,
      },
    );
  }
}
