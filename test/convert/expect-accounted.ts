import { expect } from 'vitest';
import { Failure } from '../../src/failure.js';
import type { ConvertStreamOptions } from '../../src/library/convert-stream.js';
import { convertStream } from '../../src/library/convert-stream.js';
import type { Validator } from '../../src/library/validator.js';

/** Expects that a text is refused, or gives valid events and a summary that accounts for all of its parts. */
export async function expectAccounted(text: string, options: ConvertStreamOptions, validate: Validator): Promise<void> {
  const stream = convertStream([text], options);
  try {
    for await (const event of stream) expect(validate(event).problems).toEqual([]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return;
  }
  const { parts, events, added, leftOut } = stream.summary;
  const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  expect(events - added + left).toBe(parts);
}
