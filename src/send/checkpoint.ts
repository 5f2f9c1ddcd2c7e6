import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import type { RawRecord } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import type { CheckpointBinding, CheckpointDocument, EarlierRuns, WrittenFile } from './checkpoint-file.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import type { CheckpointLock } from './checkpoint-lock.js';
import { lockCheckpoint } from './checkpoint-lock.js';
import type { InputIdentity } from './input-identity.js';
import { howChanged } from './input-identity.js';
import { AT_START, Ledger } from './ledger.js';

/** What a run writes besides, whose bytes must not count before they are kept. */
export interface WrittenFiles {
  /** How far each has got, by option. */
  written(): Readonly<Record<string, WrittenFile>>;
  /** Settles when all that was written until now is kept, whatever happens to the machine. */
  sync(): Promise<void>;
}

/** What a checkpoint is opened with. */
export interface CheckpointOptions {
  /** The file as `--checkpoint` names it, and what that is relative to. */
  readonly file: string;
  readonly cwd: string;
  readonly binding: CheckpointBinding;
  readonly inputs: readonly InputIdentity[];
  /** Whether it is only looked at, as for a dry run: nothing is written, no lock is taken, and no key is compared. */
  readonly readOnly: boolean;
}

/** What a run gives a checkpoint to keep. */
export interface CheckpointedRun {
  /** What this run has settled so far. */
  settled(): EarlierRuns;
  /** How many records of this run have been sent and had no answer. */
  unknown(): number;
  readonly files: WrittenFiles;
  /** Hears of a checkpoint that cannot be written. */
  onError(error: unknown): void;
}

/** Time between two savings while a run goes on: what may go out twice if the process is killed. */
const SAVE_EVERY_MS = 200;

/** How many stretches of unsettled records are kept: a megabyte on the disk. */
const MOST_STRETCHES = 50_000;

/** The write key as a checkpoint knows it. */
export function writeKeyHash(writeKey: string): string {
  return createHash('sha256').update(`copilot-events ${writeKey}`).digest('hex');
}

function refusal(shown: string, reason: string, what: string): Failure {
  return new Failure('bad-checkpoint', `the checkpoint ${safeName(shown)} does not fit: ${reason}`, {
    hint: `a checkpoint goes with one ${what}; name another file, or remove this one to send the log from its start`,
  });
}

function compare(shown: string, was: CheckpointDocument, { binding, inputs, readOnly }: CheckpointOptions): void {
  const change = howChanged(was.files, inputs);
  if (change !== undefined) throw refusal(shown, change, 'state of a log');
  if (was.endpoint !== binding.endpoint) {
    throw refusal(shown, `it was made for ${safeName(was.endpoint)}, not ${safeName(binding.endpoint)}`, 'endpoint');
  }
  if (!readOnly && was.writeKey !== binding.writeKey) {
    throw refusal(shown, 'it was made for another write key', 'write key');
  }
  for (const [option, value] of Object.entries(binding.settings)) {
    if (JSON.stringify(was.settings[option] ?? null) === JSON.stringify(value ?? null)) continue;
    throw refusal(shown, `it was made with another ${option}`, 'choice of records');
  }
}

/**
 * Keeps what is settled of a log in a file, so that the same command goes on where it stopped, however it stopped. Only what
 * is on the disk is promised: dead letters are kept before the records they stand for count as settled.
 */
export class Checkpoint {
  readonly ledger: Ledger;
  /** What was there when it was opened. */
  readonly earlier: CheckpointDocument | undefined;
  readonly #options: CheckpointOptions;
  readonly #lock: CheckpointLock | undefined;
  #run: CheckpointedRun | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: CheckpointOptions, earlier: CheckpointDocument | undefined, lock?: CheckpointLock) {
    this.#options = options;
    this.#lock = lock;
    this.earlier = earlier;
    const known = new Map(earlier?.files.map((position) => [position.file, position]));
    this.ledger = new Ledger(new Map(options.inputs.map(({ file }) => [file, known.get(file) ?? AT_START])));
  }

  /**
   * Opens a checkpoint, a new one or that of an earlier run.
   * @throws {Failure} if it belongs to another log, host, key or choice of records, if another run is at work on it, or if it
   * cannot be read or written.
   */
  static async open(options: CheckpointOptions): Promise<Checkpoint> {
    const { file, cwd, readOnly } = options;
    const path = resolve(cwd, file);
    const lock = readOnly ? undefined : await lockCheckpoint(path, file);
    try {
      const earlier = await readCheckpoint(path, file);
      if (earlier !== undefined) compare(file, earlier, options);
      return new Checkpoint(options, earlier, lock);
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** Starts keeping a run; writes the file once, so that one which cannot be written is known before anything is sent. */
  async begin(run: CheckpointedRun): Promise<void> {
    this.#run = run;
    await this.#save(false);
  }

  /** Hears how a record ended in this run. */
  note(raw: RawRecord, settled: boolean): void {
    if (settled) this.ledger.settle(raw);
    if (this.#run === undefined || this.#timer !== undefined || this.#ended) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#save(false).catch((error: unknown) => this.#run?.onError(error));
      if (this.ledger.stretches > MOST_STRETCHES) {
        this.#run?.onError(
          new Failure(
            'not-delivered',
            `too many records have no known end: ${safeName(this.#options.file)} cannot hold them`,
            {
              hint: 'check the endpoint; then run the same command again, and it goes on where it stopped',
            },
          ),
        );
      }
    }, SAVE_EVERY_MS);
  }

  /** Saves for the last time. `atEnd`: the log was read to its end; it is finished if all of it is settled. */
  async end(atEnd: boolean): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    if (this.#run !== undefined) await this.#save(atEnd && this.ledger.unsettled === 0);
  }

  /** Lets others at it. */
  async release(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#saving.catch(() => {});
    await this.#lock?.release();
  }

  #save(finished: boolean): Promise<void> {
    if (this.#options.readOnly) return Promise.resolve();
    // One after the other, each with what holds when its turn comes.
    this.#saving = this.#saving
      .catch(() => {})
      .then(async () => {
        const { file, cwd } = this.#options;
        const document = this.#document(finished);
        await this.#run?.files.sync();
        await writeCheckpoint(resolve(cwd, file), file, document);
      });
    return this.#saving;
  }

  #document(finished: boolean): CheckpointDocument {
    const { binding, inputs } = this.#options;
    const unsettled = this.ledger.unsettled;
    // While a run goes on, whatever it has taken up may be under way.
    const unknown = this.#ended ? (this.earlier?.unknown ?? 0) + (this.#run?.unknown() ?? 0) : unsettled;
    const before = this.earlier?.settled ?? { accepted: 0, rejected: 0, passedOver: 0 };
    const now = this.#run?.settled() ?? { accepted: 0, rejected: 0, passedOver: 0 };
    return {
      copilotEventsCheckpoint: 1,
      savedAt: new Date().toISOString(),
      finished,
      ...binding,
      settled: {
        accepted: before.accepted + now.accepted,
        rejected: before.rejected + now.rejected,
        passedOver: before.passedOver + now.passedOver,
      },
      unknown: Math.min(unknown, unsettled),
      files: inputs.map((input) => ({ ...input, ...this.ledger.positionOf(input.file) })),
      written: { ...this.earlier?.written, ...this.#run?.files.written() },
    };
  }
}
