import { Failure } from '../failure.js';
import type { ReadOptions } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { CheckpointBinding, CheckpointDocument, EarlierRuns } from './checkpoint-file.js';
import { DoneRecords, findDone, fingerprintFileOf, hasFingerprints } from './done-records.js';
import type { InputIdentity } from './input-identity.js';
import { howChanged } from './input-identity.js';
import type { FilePosition } from './ledger.js';

/** Options of a checkpoint. */
export interface CheckpointOptions {
  /** The file as `--checkpoint` names it, and the folder that it is relative to. */
  readonly file: string;
  readonly cwd: string;
  readonly binding: CheckpointBinding;
  readonly inputs: readonly InputIdentity[];
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  /** Whether nothing is written, no lock is taken, and no key is compared, as for a dry run. */
  readonly readOnly: boolean;
}

/** What earlier runs with a checkpoint have done. */
export interface EarlierState {
  readonly savedAt: string;
  /** Whether they have done all of the log as it is now. */
  readonly finished: boolean;
  /** The records of the log as it is now that are done. */
  readonly done: EarlierRuns;
  /** How many of the others may have arrived, at most. */
  readonly unknown: number;
  /** Set if the log is not what it was: how it has changed, and how many records were done before. */
  readonly change?: { readonly how: string; readonly doneBefore: number };
}

/** What a run goes on from. */
export interface Resumed extends EarlierState {
  /** By the names of the files. */
  readonly files: ReadonlyMap<string, FilePosition>;
  readonly written: CheckpointDocument['written'];
  readonly fingerprints: number | null;
}

function refusal(shown: string, reason: string, what: string): Failure {
  return new Failure('bad-checkpoint', `the checkpoint ${safeName(shown)} does not fit: ${reason}`, {
    hint: `a checkpoint goes with one ${what}; name another file, or remove this one to send the log from its start`,
  });
}

/** Compares a checkpoint with the run that is to go on with it. @throws {Failure} if it was made for another one. */
export function compareBinding(shown: string, was: CheckpointDocument, { binding, readOnly }: CheckpointOptions): void {
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

function sumOf({ accepted, rejected, passedOver }: EarlierRuns): number {
  return accepted + rejected + passedOver;
}

/**
 * Goes on from a checkpoint: with the positions in it, or, if the log has changed, by finding its done records again.
 * @throws {Failure} if none of them is in the log.
 */
export async function resume(path: string, was: CheckpointDocument, options: CheckpointOptions): Promise<Resumed> {
  const { file, inputs, sources, read } = options;
  const { savedAt, finished, done, unknown, written } = was;
  const fingerprintFile = fingerprintFileOf(path);
  const isComplete = was.fingerprints !== null && (await hasFingerprints(fingerprintFile, was.fingerprints));
  const fingerprints = isComplete ? was.fingerprints : null;
  const how = howChanged(was.files, inputs);
  if (how === undefined) {
    const files = new Map(was.files.map((position) => [position.file, position]));
    return { savedAt, finished, done, unknown, written, fingerprints, files };
  }
  if (fingerprints === null) {
    throw refusal(
      file,
      `${how}, and ${safeName(file)}.done, by which its records are found again, is missing or cut off`,
      'state of a log',
    );
  }
  const { positions, counts } = await findDone(sources, read, await DoneRecords.read(fingerprintFile, fingerprints));
  const doneBefore = sumOf(done);
  if (doneBefore > 0 && sumOf(counts) === 0) {
    const none = `none of the ${countOf(doneBefore, 'record')} that were done is in the log`;
    throw refusal(file, `${how}, and ${none}`, 'log');
  }
  const change = { how, doneBefore };
  return { savedAt, finished: false, done: counts, unknown, written, fingerprints, files: positions, change };
}
