import type { CheckResult } from '../check/check-result.js';
import type { Sink } from '../check/check-sources.js';
import type { Io } from '../io.js';
import { LINE_FEED } from '../record/json-units.js';
import type { RawRecord } from '../record/record.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import { openOutput } from './open-output.js';
import type { Output } from './output.js';
import { showMessage } from './show-message.js';

const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NEWLINE = Buffer.from('\n');

/** A record on one line: line breaks become spaces, all else stays as it is. */
function onOneLine(bytes: Buffer): Buffer {
  return bytes.includes(LINE_FEED)
    ? Buffer.from(bytes.map((byte) => (byte === LINE_FEED || byte === CARRIAGE_RETURN ? SPACE : byte)))
    : bytes;
}

/** A file of records, byte for byte, one per line. */
export interface RawFile {
  readonly path: string;
  readonly output: Output;
  /** How many records are not in the file because they were too large to be held. */
  readonly missing: number;
  add(raw: RawRecord): void;
  drain(): Promise<void> | undefined;
  end(): Promise<void>;
}

/** Reports on stderr how many records were too large to be written. */
export function showMissing({ path, missing }: RawFile, io: Io): void {
  showMessage(
    `${countOf(missing, 'record')} ${missing === 1 ? 'is' : 'are'} not in ${safeName(path)}, being larger than --max-record-size`,
    io,
  );
}

/** Opens a file for records, byte for byte, one a line. `path`: `-` for stdout. `output`: where they go. Default: a new file. */
export function openRawFile(path: string, io: Pick<Io, 'stdout' | 'cwd'>, output = openOutput(path, io)): RawFile {
  let missing = 0;
  return {
    path,
    output,
    get missing() {
      return missing;
    },
    add(raw) {
      if (raw.fault?.kind === 'too-large') missing++;
      if (raw.bytes.length === 0) return;
      output.write(onOneLine(raw.bytes));
      output.write(NEWLINE);
    },
    drain: () => output.drain(),
    end: () => output.end(),
  };
}

/** A sink that writes the valid or the invalid records of a run to a file. */
export function sortInto(file: RawFile, wanted: 'valid' | 'invalid'): Sink<CheckResult> {
  return {
    write({ raw, valid }) {
      if (valid === (wanted === 'valid')) file.add(raw);
    },
    ...(wanted === 'invalid'
      ? {}
      : {
          writeAccepted(run, from, to) {
            for (let index = from; index < to; index++) file.add(run.rawOf(index));
          },
        }),
    drain: () => file.drain(),
  };
}
