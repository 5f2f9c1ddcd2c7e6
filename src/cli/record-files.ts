import { resolve } from 'node:path';
import type { Sink } from '../check/check-sources.js';
import { countOf } from '../problem/count.js';
import { safeName } from '../problem/safe-name.js';
import { Output } from '../report/output.js';
import type { Io } from './io.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NEWLINE = Buffer.from('\n');

/** A record on one line: as it is, but for the line breaks of one that was written over several. */
function onOneLine(bytes: Buffer): Buffer {
  return bytes.includes(LINE_FEED)
    ? Buffer.from(bytes.map((byte) => (byte === LINE_FEED || byte === CARRIAGE_RETURN ? SPACE : byte)))
    : bytes;
}

/** A file of records, as a sink. */
export interface RecordFile extends Sink {
  readonly path: string;
  /** How many records were too large to be held, and so are not in the file. */
  readonly missing: number;
  end(): Promise<void>;
}

/** Says which records could not be written, and how they can be. */
export function showMissing({ path, missing }: RecordFile, io: Io): void {
  io.stderr.write(
    `copilot-events: ${countOf(missing, 'record')} ${missing === 1 ? 'is' : 'are'} not in ${safeName(path)}, being larger than --max-record-size\n`,
  );
}

/** Writes the valid or the invalid records of a run to a file, byte for byte, one a line. */
export function openRecordFile(path: string, wanted: 'valid' | 'invalid', cwd: string): RecordFile {
  const output = Output.toFile(resolve(cwd, path));
  let missing = 0;
  return {
    path,
    get missing() {
      return missing;
    },
    take({ raw, valid }) {
      if (valid !== (wanted === 'valid')) return;
      if (raw.fault?.kind === 'too-large') missing++;
      if (raw.bytes.length === 0) return;
      output.write(onOneLine(raw.bytes));
      output.write(NEWLINE);
    },
    settle: () => output.settle(),
    end: () => output.end(),
  };
}
