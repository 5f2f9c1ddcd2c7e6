import type { InputFormat } from '../../../input/read-records.js';
import { planSplits } from '../../../input/splits.js';
import type { Source } from '../../../input/text-chunks.js';
import type { Io } from '../../../io.js';
import { openOutput, STDOUT } from '../../../output/open-output.js';

/** Prints the splits of logs, one JSON text per line. @throws {Failure} if a log is a stream */
export async function printSplits(
  logs: readonly Source[],
  bytes: number,
  inputFormat: InputFormat,
  io: Io,
): Promise<void> {
  const output = openOutput(STDOUT, io);
  for (const split of planSplits(logs, bytes, inputFormat)) {
    output.write(`${JSON.stringify(split)}\n`);
    await output.drain();
  }
  await output.end();
}
