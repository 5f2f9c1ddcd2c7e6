import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';

/**
 * Refuses streams where a rule across records is an error: only the end of the log tells which records are valid.
 * @param consequence what the user asked for and needs files for that
 * @throws {Failure} if one of the sources cannot be read twice
 */
export function refuseStreams(sources: readonly Source[], consequence: string): void {
  if (sources.every(({ rereadable }) => rereadable)) return;
  throw new Failure(
    'bad-usage',
    `a rule across records is an error: which records are invalid is known at the end of the log, and a stream cannot be read twice, ${consequence}`,
    {
      hint: "write the stream to a file first, or make these rules warnings: --rule 'conversation/*=warning' --rule segment/duplicate-message-id=warning",
    },
  );
}
