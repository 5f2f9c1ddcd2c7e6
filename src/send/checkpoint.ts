import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { linkTarget } from '../output/replacement.js';
import type { RawRecord } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import type { CheckpointDocument, EarlierRuns, WrittenFile } from './checkpoint-file.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import type { CheckpointLock } from './checkpoint-lock.js';
import { lockCheckpoint, lockFilesOf } from './checkpoint-lock.js';
import { FingerprintWriter, fingerprintFileOf } from './done-records.js';
import { AT_START, Ledger } from './ledger.js';
import type { DoneAs } from './outcomes.js';
import type { CheckpointOptions, EarlierState, Resumed } from './resume-checkpoint.js';
import { compareBinding, resume } from './resume-checkpoint.js';

/** Other files of a run, whose bytes must not count before they are on the disk. */
export interface WrittenFiles {
  /** How far each has got, by option. */
  written(): Readonly<Record<string, WrittenFile>>;
  /** Resolves when all that was written until now is on the disk. */
  sync(): Promise<void>;
}

/** The state of a run that a checkpoint keeps. */
export interface CheckpointedRun {
  /** The records that this run has done so far. */
  done(): EarlierRuns;
  /** How many records of this run were sent and had no answer. */
  unknown(): number;
  readonly files: WrittenFiles;
  /** Called when the checkpoint cannot be written. */
  onError(error: unknown): void;
}

/** Time between two savings while a run goes on: what may go out twice if the process is killed. */
const SAVE_EVERY_MS = 200;

/** How many ranges of pending records are kept: a megabyte on the disk. */
const MAX_UNSETTLED_RANGES = 50_000;

/** Returns the write key as a checkpoint knows it. */
export function writeKeyHash(writeKey: string): string {
  return createHash('sha256').update(`copilot-events ${writeKey}`).digest('hex');
}

/** Returns the files that a run with a checkpoint writes, the checkpoint included. No other output may go there. */
export function filesOfCheckpoint(path: string): string[] {
  return [path, fingerprintFileOf(path), ...lockFilesOf(path)];
}

/** Returns the path of a checkpoint, links followed: two runs that name it differently share its lock. */
export function checkpointPath(file: string, cwd: string): Promise<string> {
  return linkTarget(resolve(cwd, file));
}

/**
 * Keeps the done records of a log in a file, so that the same command goes on where it stopped, however it stopped. Only
 * what is on the disk is promised: dead letters are kept before the records they stand for count as done.
 */
export class Checkpoint {
  readonly ledger: Ledger;
  readonly #options: CheckpointOptions;
  readonly #path: string;
  readonly #earlier: Resumed | undefined;
  readonly #lock: CheckpointLock | undefined;
  #fingerprints: FingerprintWriter | undefined;
  #run: CheckpointedRun | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, options: CheckpointOptions, earlier: Resumed | undefined, lock?: CheckpointLock) {
    this.#path = path;
    this.#options = options;
    this.#lock = lock;
    this.#earlier = earlier;
    this.ledger = new Ledger(new Map(options.inputs.map(({ file }) => [file, earlier?.files.get(file) ?? AT_START])));
  }

  /**
   * Opens a checkpoint, a new one or that of an earlier run.
   * @throws {Failure} if it belongs to another log, host, key or choice of records, if another run is at work on it, or if it
   * cannot be read or written.
   */
  static async open(options: CheckpointOptions): Promise<Checkpoint> {
    const { file, cwd, readOnly } = options;
    const path = await checkpointPath(file, cwd);
    const lock = readOnly ? undefined : await lockCheckpoint(path, file);
    try {
      const was = await readCheckpoint(path, file);
      if (was !== undefined) compareBinding(file, was, options);
      const earlier = was === undefined ? undefined : await resume(path, was, options);
      return new Checkpoint(path, options, earlier, lock);
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** What was there when it was opened; undefined if this is the first run. */
  get earlier(): EarlierState | undefined {
    return this.#earlier;
  }

  /** How far earlier runs have got with the files that a run writes, by option. */
  get written(): CheckpointDocument['written'] | undefined {
    return this.#earlier?.written;
  }

  /** Starts keeping a run; writes the file once, so that one which cannot be written is known before anything is sent. */
  async begin(run: CheckpointedRun): Promise<void> {
    this.#run = run;
    await this.#openFingerprints();
    await this.#save(false);
  }

  /** Adds a record that this run has done. */
  finalize(raw: RawRecord, as: DoneAs): void {
    this.ledger.finalize(raw);
    this.#fingerprints?.add(raw, as);
    this.saveSoon();
  }

  /** Saves for the last time. `atEnd`: the log was read to its end; it is finished if all of it is done. */
  async end(atEnd: boolean): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    if (this.#run === undefined) return;
    await this.#save(atEnd && this.ledger.pending === 0);
    await this.#fingerprints?.end();
  }

  /** Lets other runs use it. */
  async release(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#saving.catch(() => {});
    await this.#lock?.release();
  }

  async #openFingerprints(): Promise<void> {
    const { file, readOnly } = this.#options;
    const bytes = this.#earlier === undefined ? 0 : this.#earlier.fingerprints;
    if (readOnly || bytes === null) return;
    try {
      this.#fingerprints = await FingerprintWriter.open(fingerprintFileOf(this.#path), bytes);
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      throw new Failure('unwritable-output', `cannot write ${safeName(file)}.done: ${systemReason(cause)}`, {
        cause,
      });
    }
  }

  /** Saves within a moment. Call it after each result. */
  saveSoon(): void {
    if (this.#run === undefined || this.#timer !== undefined || this.#ended) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#save(false).catch((error: unknown) => this.#run?.onError(error));
      if (this.ledger.ranges > MAX_UNSETTLED_RANGES) {
        const message = `the outcome of too many records is unknown: ${safeName(this.#options.file)} cannot hold them`;
        const hint = 'check the endpoint; then run the same command again, and it goes on where it stopped';
        this.#run?.onError(new Failure('bad-checkpoint', message, { hint }));
      }
    }, SAVE_EVERY_MS);
  }

  #save(finished: boolean): Promise<void> {
    if (this.#options.readOnly) return Promise.resolve();
    // One after the other, each with the state when its turn comes.
    this.#saving = this.#saving
      .catch(() => {})
      .then(async () => {
        await this.#lock?.assertHeld();
        const document = this.#document(finished);
        await this.#run?.files.sync();
        await this.#fingerprints?.sync();
        await writeCheckpoint(this.#path, this.#options.file, document);
      });
    return this.#saving;
  }

  #document(finished: boolean): CheckpointDocument {
    const { binding, inputs } = this.#options;
    const pending = this.ledger.pending;
    // While a run goes on, every record that it has read and not done may be under way.
    const unknown = this.#ended ? (this.#earlier?.unknown ?? 0) + (this.#run?.unknown() ?? 0) : pending;
    const before = this.#earlier?.done ?? { accepted: 0, rejected: 0, passedOver: 0 };
    const now = this.#run?.done() ?? { accepted: 0, rejected: 0, passedOver: 0 };
    return {
      copilotEventsCheckpoint: 2,
      savedAt: new Date().toISOString(),
      finished,
      ...binding,
      done: {
        accepted: before.accepted + now.accepted,
        rejected: before.rejected + now.rejected,
        passedOver: before.passedOver + now.passedOver,
      },
      unknown: Math.min(unknown, pending),
      fingerprints: this.#fingerprints?.bytes ?? null,
      files: inputs.map((input) => ({ ...input, ...this.ledger.positionOf(input.file) })),
      written: { ...this.#earlier?.written, ...this.#run?.files.written() },
    };
  }
}
