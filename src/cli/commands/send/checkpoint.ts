import { createHash } from 'node:crypto';
import type { ReadOptions } from '../../../input/read-records.js';
import type { Source } from '../../../input/text-chunks.js';
import type { PersonalKind } from '../../../problem/finding.js';
import { Checkpoint, writeKeyHash } from '../../../send/checkpoint.js';
import type { Endpoint } from '../../../send/endpoint.js';
import { inputIdentity } from '../../../send/input-identity.js';
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
  /** What is masked: ids are derived from what is sent. */
  readonly redact: readonly PersonalKind[];
  readonly cwd: string;
}

/** Opens the checkpoint that the flags name, if they do; a dry run only looks at it. @throws {Failure} if it does not fit. */
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

/** What a run says that goes on where an earlier one stopped, a line an element; nothing if there was none. */
export function continuingLines({ earlier }: Checkpoint, now: number): string[] {
  if (earlier === undefined || earlier.finished) return [];
  const { accepted, rejected, passedOver } = earlier.settled;
  const settled = accepted + rejected + passedOver;
  const lines = [
    `going on where an earlier run stopped: ${countOf(settled, 'record')} settled (${formatCount(accepted)} accepted, ${formatCount(rejected)} rejected)`,
  ];
  if (earlier.unknown > 0) {
    lines.push(
      `at most ${countOf(earlier.unknown, 'other')} may have arrived as well; they go again, with the same ids`,
    );
  }
  const age = now - Date.parse(earlier.savedAt);
  if (earlier.unknown > 0 && age > DEDUPLICATION_MS) {
    const hours = formatCount(Math.floor(age / 3_600_000));
    lines.push(`it stopped ${hours} hours ago: Segment may no longer drop what arrived then`);
  }
  return lines;
}

/** What is said if there is nothing left to do. */
export function finishedLine({ earlier }: Checkpoint, file: string): string {
  const { accepted = 0, rejected = 0 } = earlier?.settled ?? {};
  return `nothing is left to send: an earlier run finished, with ${formatCount(accepted)} accepted and ${formatCount(rejected)} rejected (${safeName(file)}, ${earlier?.savedAt})`;
}

/** What is said of an interrupted run: how to go on. */
export function interruptedLine(hasCheckpoint: boolean): string {
  return hasCheckpoint
    ? 'interrupted; the same command goes on from here'
    : 'interrupted; a second run sends the log from its start, with the same ids (--checkpoint <file> lets it go on)';
}
