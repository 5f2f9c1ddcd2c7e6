import { open, stat, truncate } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import type { Io } from '../io.js';
import { STDOUT } from '../output/open-output.js';
import { Output } from '../output/output.js';
import { openRawFile, showMissing } from '../output/record-files.js';
import { LINE_FEED } from '../record/json-units.js';
import { jsonText } from '../text/json-text.js';
import { safeName } from '../text/safe-name.js';
import type { WrittenFiles } from './checkpoint.js';
import type { WrittenFile } from './checkpoint-file.js';
import type { Rejection } from './rejection.js';

/** Where rejected records go. */
export interface DeadLetterFlags {
  /** The records themselves, byte for byte. */
  readonly rejectedOut?: string;
  /** Why each was rejected, as NDJSON. */
  readonly rejectedReasons?: string;
}

/** The files of rejected records. */
export interface DeadLetters extends WrittenFiles {
  add(rejection: Rejection): void;
  drain(): Promise<void>;
  /** @throws {Failure} if a file cannot be written. */
  end(): Promise<void>;
  /** Names the records that are missing in a file, if any are. */
  showMissing(io: Io): void;
}

/** One line of `--rejected-reasons`. It names the record and never repeats its contents. */
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
 * How much of a file that an earlier run wrote is kept: the bytes that its checkpoint counts; what follows is written again now.
 * A file that somebody has changed, so that no line ends there, is kept as it is. Undefined if there is no such file, or if it
 * keeps nothing, as a pipe or a device.
 */
async function bytesToKeep(path: string, counted: number): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) return undefined;
  const file = await open(path);
  try {
    const { size } = stats;
    if (size <= counted || counted === 0) return Math.min(size, counted);
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, counted - 1);
    return buffer[0] === LINE_FEED ? counted : size;
  } finally {
    await file.close();
  }
}

/** Opens a file anew, or at the end of what an earlier run wrote to it. @throws {Failure} if it cannot be written. */
async function openAgain(path: string, earlier: WrittenFile | undefined): Promise<Output> {
  const keep = earlier?.path === path ? await bytesToKeep(path, earlier.bytes) : undefined;
  if (keep !== undefined) {
    await truncate(path, keep).catch((cause: unknown) => {
      throw new Failure('unwritable-output', `cannot write ${safeName(path)}: ${systemReason(cause)}`, { cause });
    });
  }
  const output = keep === undefined ? Output.toFile(path) : Output.toEndOf(path, keep);
  await output.opened();
  return output;
}

/**
 * Opens the files that rejected records go to; both get them in the order in which they are rejected. `earlier`: how far an
 * earlier run has got with them, by option.
 * @throws {Failure} if one cannot be written, so that nothing is sent before that is known.
 */
export async function openDeadLetters(
  { rejectedOut, rejectedReasons }: DeadLetterFlags,
  io: Pick<Io, 'stdout' | 'cwd'>,
  earlier: Readonly<Record<string, WrittenFile>> = {},
): Promise<DeadLetters> {
  const outputs: Record<string, Output> = {};
  for (const [option, file] of Object.entries({ rejectedOut, rejectedReasons })) {
    if (file === STDOUT) outputs[option] = Output.toStream(io.stdout, 'stdout');
    else if (file !== undefined) outputs[option] = await openAgain(resolve(io.cwd(), file), earlier[option]);
  }
  const records = rejectedOut === undefined ? undefined : openRawFile(rejectedOut, io, outputs['rejectedOut']);
  const reasons = outputs['rejectedReasons'];
  const all = Object.values(outputs);
  return {
    add(rejection) {
      records?.add(rejection.raw);
      reasons?.write(reasonLine(rejection));
    },
    async drain() {
      for (const output of all) await output.drain();
    },
    written() {
      return Object.fromEntries(
        Object.entries(outputs).map(([option, output]) => [option, { path: output.path, bytes: output.bytes }]),
      );
    },
    async sync() {
      for (const output of all) await output.sync();
    },
    async end() {
      for (const output of all) await output.end();
    },
    showMissing(io) {
      if (records !== undefined && records.missing > 0) showMissing(records, io);
    },
  };
}
