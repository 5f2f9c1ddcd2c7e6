import { resolve } from 'node:path';
import { jsonText } from '../report/json-text.js';
import { Output } from '../report/output.js';
import type { Rejection } from '../send/rejection.js';
import type { Io } from './io.js';
import { openRawFile, showMissing } from './record-files.js';

/** Where rejected records go. */
export interface DeadLetterFlags {
  /** The records themselves, byte for byte. */
  readonly rejectedOut?: string;
  /** Why each was rejected, as NDJSON. */
  readonly rejectedReasons?: string;
}

/** The files of rejected records. */
export interface DeadLetters {
  add(rejection: Rejection): void;
  settle(): Promise<void>;
  end(io: Io): Promise<void>;
}

/** One line of `--rejected-reasons`. It names the record and never repeats what it says. */
function reasonLine({ raw, reason, rules, status, attempts, messageId }: Rejection): string {
  const place = { file: raw.file, line: raw.line, record: raw.number };
  const ofRecord = {
    ...(messageId === undefined ? {} : { messageId }),
    reason,
    ...(rules === undefined ? {} : { rules }),
  };
  return `${jsonText({ ...place, ...ofRecord, status: status ?? null, attempts })}\n`;
}

/**
 * Opens the files that rejected records go to; both get them in the order in which they are settled.
 * @throws {Failure} if one cannot be written, so that nothing is sent before that is known.
 */
export async function openDeadLetters(
  { rejectedOut, rejectedReasons }: DeadLetterFlags,
  cwd: string,
): Promise<DeadLetters> {
  const records = rejectedOut === undefined ? undefined : openRawFile(rejectedOut, cwd);
  const reasons = rejectedReasons === undefined ? undefined : Output.toFile(resolve(cwd, rejectedReasons));
  await records?.opened();
  await reasons?.opened();
  return {
    add(rejection) {
      records?.add(rejection.raw);
      reasons?.write(reasonLine(rejection));
    },
    async settle() {
      await records?.settle();
      await reasons?.settle();
    },
    async end(io) {
      await records?.end();
      await reasons?.end();
      if (records !== undefined && records.missing > 0) showMissing(records, io);
    },
  };
}
