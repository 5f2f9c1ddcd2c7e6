import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { safeName } from '../text/safe-name.js';

/** Makes sure that a stream or a pipe brought something. @throws {Failure} if not: most likely the command before it failed. */
export function assertNotEmpty(records: number, sources: readonly Source[], allowEmpty: boolean): void {
  if (records > 0 || allowEmpty || sources.every(({ rereadable }) => rereadable)) return;
  const streams = sources.filter(({ rereadable }) => !rereadable);
  const names = streams.map(({ path, name }) => (path === undefined ? 'stdin' : name));
  throw new Failure('no-input', `no record came in on ${safeName(names.join(', '))}`, {
    hint: 'check the command before the pipe; --allow-empty takes this for success',
  });
}
