import { resolve } from 'node:path';
import type { Sink } from '../check/check-sources.js';
import { Output } from '../report/output.js';

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

/** Writes the valid or the invalid records of a run to a file, byte for byte, one a line. */
export function openRecordFile(
  path: string,
  wanted: 'valid' | 'invalid',
  cwd: string,
): Sink & { end(): Promise<void> } {
  const output = Output.toFile(resolve(cwd, path));
  return {
    take({ raw, valid }) {
      if (valid !== (wanted === 'valid') || raw.bytes.length === 0) return;
      output.write(onOneLine(raw.bytes));
      output.write(NEWLINE);
    },
    settle: () => output.settle(),
    end: () => output.end(),
  };
}
