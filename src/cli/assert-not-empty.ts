import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';

/** Makes sure that a pipe brought something: most likely the command before it failed. @throws {Failure} if it did not. */
export function assertNotEmpty(records: number, sources: readonly Source[], allowEmpty: boolean): void {
  if (records > 0 || allowEmpty || sources.every(({ path }) => path !== undefined)) return;
  throw new Failure('no-input', 'no record came in on stdin', {
    hint: 'check the command before the pipe; --allow-empty takes this for success',
  });
}
