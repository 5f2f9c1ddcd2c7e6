import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { safeName } from '../../text/safe-name.js';

/** Where Segment's clients write the version of the app. */
export const DEFAULT_RELEASE_FIELD = 'context.app.version';

const MAX_RELEASE_LENGTH = 60;

/** The release that an event names at a path of keys: a text or a number; "" if there is none. */
export function releaseOf(value: JsonObject | undefined, path: readonly string[]): string {
  let at: unknown = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return '';
    at = at[key];
  }
  return typeof at === 'string' || typeof at === 'number' ? safeName(String(at), MAX_RELEASE_LENGTH) : '';
}
