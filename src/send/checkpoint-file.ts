import { readFile } from 'node:fs/promises';
import { Failure, systemReason } from '../failure.js';
import { replaceFile } from '../output/replacement.js';
import { isObject } from '../record/record.js';
import { safeName } from '../text/safe-name.js';
import type { InputIdentity } from './input-identity.js';
import type { FilePosition } from './ledger.js';

/** What a checkpoint is bound to, besides the log: another run with it must be the same run. */
export interface CheckpointBinding {
  /** The address that events go to. */
  readonly endpoint: string;
  /** SHA-256 of the write key, as hex. */
  readonly writeKey: string;
  /** The options that choose records, number them and name them, by option. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The records that earlier runs have done. */
export interface EarlierRuns {
  readonly accepted: number;
  readonly rejected: number;
  readonly passedOver: number;
}

/** A file that a run goes on writing: where it is, and how many bytes of it count. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** The file that `--checkpoint` names. */
export interface CheckpointDocument extends CheckpointBinding {
  readonly copilotEventsCheckpoint: 2;
  readonly savedAt: string;
  readonly finished: boolean;
  readonly done: EarlierRuns;
  /** How many of the records that are not done may have arrived, at most. */
  readonly unknown: number;
  /** How many bytes the fingerprints of the done records have, in the file beside; null if that file was lost. */
  readonly fingerprints: number | null;
  readonly files: readonly (InputIdentity & FilePosition)[];
  /** The dead letters, by option. */
  readonly written: Readonly<Record<string, WrittenFile>>;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFile(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { file, size, modified, ends, through, pending } = value;
  return (
    [file, ends].every((text) => typeof text === 'string') &&
    typeof modified === 'number' &&
    isCount(size) &&
    isCount(through) &&
    Array.isArray(pending) &&
    pending.every((range) => Array.isArray(range) && range.length === 2 && range.every(isCount))
  );
}

function isDocument(value: unknown): value is CheckpointDocument {
  if (!isObject(value) || value['copilotEventsCheckpoint'] !== 2) return false;
  const { endpoint, writeKey, settings, savedAt, finished, done, unknown, fingerprints, files, written } = value;
  return (
    [endpoint, writeKey, savedAt].every((text) => typeof text === 'string') &&
    typeof finished === 'boolean' &&
    isCount(unknown) &&
    (fingerprints === null || isCount(fingerprints)) &&
    isObject(settings) &&
    isObject(done) &&
    ['accepted', 'rejected', 'passedOver'].every((name) => isCount(done[name])) &&
    Array.isArray(files) &&
    files.every(isFile) &&
    isObject(written) &&
    Object.values(written).every((file) => isObject(file) && typeof file['path'] === 'string' && isCount(file['bytes']))
  );
}

/** Reads a checkpoint; undefined if there is none. @throws {Failure} if the file is something else, or cannot be read. */
export async function readCheckpoint(path: string, shown: string): Promise<CheckpointDocument | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new Failure('bad-checkpoint', `cannot read the checkpoint ${safeName(shown)}: ${systemReason(cause)}`, {
      cause,
    });
  });
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isDocument(value)) return value;
  throw new Failure('bad-checkpoint', `${safeName(shown)} is not a checkpoint of this version`, {
    hint: 'name another file, or remove it to start over; records keep their ids, and Segment drops most repeats',
  });
}

/** Writes a checkpoint: there is always a whole one, the old or the new, even after a power failure. @throws {Failure} if it cannot. */
export async function writeCheckpoint(path: string, shown: string, document: CheckpointDocument): Promise<void> {
  await replaceFile(path, `${JSON.stringify(document)}\n`, 'machine').catch((cause: unknown) => {
    const message = `cannot write the checkpoint ${safeName(shown)}: ${systemReason(cause)}`;
    throw new Failure('unwritable-output', message, { cause });
  });
}
