import { Failure } from '../failure.js';
import type { Source } from '../input/text-chunks.js';
import { safeName } from '../text/safe-name.js';

/** The failure of a run whose streams or pipes brought nothing: most likely the command before it failed. Undefined if it is none. */
export function emptyInput(records: number, sources: readonly Source[], allowEmpty: boolean): Failure | undefined {
  if (records > 0 || allowEmpty || sources.every(({ rereadable }) => rereadable)) return undefined;
  const streams = sources.filter(({ rereadable }) => !rereadable);
  const names = streams.map(({ path, name }) => (path === undefined ? 'stdin' : name));
  return new Failure('no-input', `no record came in on ${safeName(names.join(', '))}`, {
    hint: 'check the command before the pipe; --allow-empty takes this for success',
  });
}

/** Makes sure that a stream or a pipe brought something. @throws {Failure} if not */
export function assertNotEmpty(records: number, sources: readonly Source[], allowEmpty: boolean): void {
  const failure = emptyInput(records, sources, allowEmpty);
  if (failure !== undefined) throw failure;
}
