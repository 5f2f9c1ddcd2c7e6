import { at, EVENT_FILES, load, type Schema } from '../schemas/schema-files.js';
import type { Fields } from './records.js';

const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

/** A schema file, and the record as it is held against it. */
export interface Route {
  readonly file: string;
  readonly value: Fields;
}

const EVENT_NAMES = EVENT_FILES.flatMap((file) => {
  const { const: one, enum: several } = at(load(file), 'properties', 'event') as Schema;
  return ((one === undefined ? several : [one]) as readonly string[]).map((name) => ({ name, file }));
});

/** A name without what people write differently. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Which schema decisions.md holds a record against; undefined if it is none of the six calls. A spec event under a
 * misspelled name is checked as the event it means.
 */
export function routeOf(value: Fields): Route | undefined {
  const { type, action, event } = value;
  const isNamed = (name: unknown): name is string => typeof name === 'string' && CALLS.includes(name);
  const call = Object.hasOwn(value, 'type')
    ? type
    : isNamed(action)
      ? action
      : typeof event === 'string'
        ? 'track'
        : undefined;
  if (!isNamed(call)) return undefined;
  if (call === 'track' && typeof event === 'string') {
    const found =
      EVENT_NAMES.find(({ name }) => name === event) ?? EVENT_NAMES.find(({ name }) => bare(name) === bare(event));
    if (found !== undefined) return { file: found.file, value: { ...value, event: found.name } };
  }
  return { file: `calls/${call}.schema.json`, value };
}
