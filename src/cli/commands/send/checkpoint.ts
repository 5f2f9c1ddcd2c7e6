import { createHash } from 'node:crypto';
import type { ReadOptions } from '../../../input/read-records.js';
import type { Source } from '../../../input/text-chunks.js';
import type { PersonalKind } from '../../../problem/finding.js';
import { Checkpoint, writeKeyHash } from '../../../send/checkpoint.js';
import type { Endpoint } from '../../../send/endpoint.js';
import { inputIdentity } from '../../../send/input-identity.js';
import type { EarlierState } from '../../../send/resume-checkpoint.js';
import { countOf, formatCount } from '../../../text/count.js';
import { safeName } from '../../../text/safe-name.js';
import type { SendFlags } from './send-command.js';

/** Segment drops repeats of an id for at least this long (its documentation of the HTTP API, "Deduplication"). */
const DEDUPLICATION_MS = 24 * 3_600_000;

/** What a checkpoint is bound to, besides the flags. */
export interface CheckpointSurroundings {
  readonly sources: readonly Source[];
  readonly endpoint: Endpoint;
  readonly writeKey: string;
  readonly read: ReadOptions;
  /** The kinds of personal data that are masked: ids are derived from what is sent. */
  readonly redact: readonly PersonalKind[];
  readonly cwd: string;
}

/**
 * Opens the checkpoint that the flags name; undefined if they name none. A dry run only reads it.
 * @throws {Failure} if it does not fit.
 */
export async function openCheckpoint(
  flags: SendFlags,
  { sources, endpoint, writeKey, read, redact, cwd }: CheckpointSurroundings,
): Promise<Checkpoint | undefined> {
  const { checkpoint: file, dryRun, event, since, until, newMessageIds } = flags;
  if (file === undefined) return undefined;
  const inputs = await Promise.all(sources.map(({ name, path = name }) => inputIdentity(name, path)));
  return Checkpoint.open({
    file,
    cwd,
    inputs,
    sources,
    read,
    readOnly: dryRun === true,
    binding: {
      endpoint: endpoint.origin + endpoint.path,
      writeKey: writeKeyHash(writeKey),
      settings: {
        '--event': event ?? null,
        '--since': since ?? null,
        '--until': until ?? null,
        '--new-message-ids':
          newMessageIds === undefined ? null : createHash('sha256').update(newMessageIds).digest('hex'),
        '--redact': redact.length === 0 ? null : redact.join(),
        '--input-format': read.inputFormat,
        '--max-record-size': read.maxRecordSize,
      },
    },
  });
}

/** The lines about a run that goes on where an earlier one stopped, or about a log that has changed since. */
export function continuingLines({ done, unknown, savedAt, change }: EarlierState, now: number): string[] {
  const { accepted, rejected, passedOver } = done;
  const sum = accepted + rejected + passedOver;
  const counts = `${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected`;
  const lines: string[] = [];
  if (change === undefined)
    lines.push(`going on where an earlier run stopped: ${countOf(sum, 'record')} done (${counts})`);
  else if (change.doneBefore > 0) {
    const stay = sum === 1 ? 'is still there, byte for byte, and stays' : 'are still there, byte for byte, and stay';
    const before = countOf(change.doneBefore, 'record');
    lines.push(`${change.how} since the last run: of ${before} done, ${formatCount(sum)} ${stay} done (${counts})`);
  }
  if (unknown > 0) {
    const again = unknown === 1 ? 'it goes again, with the same id' : 'they go again, with the same ids';
    lines.push(`at most ${countOf(unknown, 'other')} may have arrived as well; ${again}`);
  }
  const age = now - Date.parse(savedAt);
  if (unknown > 0 && age > DEDUPLICATION_MS) {
    const hours = formatCount(Math.floor(age / 3_600_000));
    lines.push(`it stopped ${hours} hours ago: Segment may no longer drop what arrived then`);
  }
  return lines;
}

/** The lines about a log that has no record left to send. */
export function finishedLines({ done, savedAt }: EarlierState, file: string): string[] {
  const { accepted, rejected } = done;
  const counts = `with ${formatCount(accepted)} accepted and ${formatCount(rejected)} rejected`;
  const line = `nothing is left to send: an earlier run finished, ${counts} (${safeName(file)}, ${savedAt})`;
  if (rejected === 0) return [line];
  return [
    line,
    'rejected records are not sent again: fix them, in the log or in the file of --rejected-out, and send that',
  ];
}

/** The line about an interrupted run: how to go on. @param isStream whether the log cannot be read again */
export function interruptedLine(hasCheckpoint: boolean, isStream: boolean): string {
  if (hasCheckpoint) return 'interrupted; the same command goes on from here';
  if (isStream)
    return 'interrupted; what comes of the stream from here on is not sent (with a file, --checkpoint <file> lets a run go on)';
  return 'interrupted; a second run sends the log from its start, with the same ids (--checkpoint <file> lets it go on)';
}
