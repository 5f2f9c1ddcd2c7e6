import type { JsonObject } from '../record/record.js';
import { normalName } from '../text/normal-name.js';
import { oneEditAway } from '../text/one-edit-away.js';
import type { Call, EventSchema, Validate } from './event-schema.js';
import { readEventSchema } from './event-schema.js';
import { documents, validators } from './generated/built-in.js';
import type { JsonSchema, ResolveRef } from './json-schema.js';

/** What an event's name is to the schemas. */
export type EventMatch =
  | {
      readonly kind: 'exact' | 'misspelled' | 'outdated' | 'other-name' | 'typo';
      readonly schema: EventSchema;
      readonly name: string;
    }
  | { readonly kind: 'unknown' };

/** All schemas, and the way from a record to its own. */
export interface Registry {
  readonly events: readonly EventSchema[];
  readonly calls: Readonly<Record<Call, EventSchema>>;
  /** Whether the tracking plan lists an event; undefined where there is no plan. */
  readonly isPlanned?: (event: string) => boolean;
  /** What the schemas know of a track call's event name. */
  match(event: string): EventMatch;
}

/** How many event names are remembered; a log with more is looked up anew each time. */
const REMEMBERED_NAMES = 1000;

/** Shorter names are one edit away from too much. */
const SHORTEST_TYPO = 6;

const UNKNOWN: EventMatch = { kind: 'unknown' };

/** Makes a registry of schemas that can judge. Where two claim a name that is not quite one of theirs, the first has it. */
export function createRegistry(schemas: readonly EventSchema[], isPlanned?: Registry['isPlanned']): Registry {
  const events = schemas.filter(({ names }) => names.length > 0);
  const calls = Object.fromEntries(
    schemas.filter(({ names }) => names.length === 0).map((schema) => [schema.call, schema]),
  ) as Record<Call, EventSchema>;

  const exact = new Map<string, EventMatch>();
  const normal = new Map<string, EventMatch>();
  const add = (kind: 'misspelled' | 'outdated' | 'other-name', names: readonly string[], schema: EventSchema): void => {
    for (const name of names) {
      const known = normalName(name);
      const canonical = kind === 'misspelled' ? name : (schema.names[0] as string);
      if (!normal.has(known)) normal.set(known, { kind, schema, name: canonical });
    }
  };
  for (const schema of events) {
    for (const name of schema.names) exact.set(name, { kind: 'exact', schema, name });
  }
  for (const schema of events) add('misspelled', schema.names, schema);
  for (const schema of events) add('outdated', schema.outdatedNames, schema);
  for (const schema of events) add('other-name', schema.otherNames, schema);

  const remembered = new Map<string, EventMatch>();
  const lookUp = (event: string): EventMatch => {
    const name = normalName(event);
    const known = normal.get(name);
    if (known !== undefined) return known;
    if (name.length < SHORTEST_TYPO || name.length > 100) return UNKNOWN;
    for (const schema of events) {
      for (const right of schema.names) {
        if (oneEditAway(name, normalName(right))) return { kind: 'typo', schema, name: right };
      }
    }
    return UNKNOWN;
  };
  return {
    events,
    calls,
    ...(isPlanned === undefined ? {} : { isPlanned }),
    match(event) {
      const found = exact.get(event) ?? remembered.get(event);
      if (found !== undefined) return found;
      const match = lookUp(event);
      if (remembered.size < REMEMBERED_NAMES && event.length <= 200) remembered.set(event, match);
      return match;
    },
  };
}

/** Follows a `$ref` from any of the built-in files: another file of `schemas/`, or a definition of the envelope. */
const resolveBuiltIn: ResolveRef = (ref) => {
  const [file = '', fragment = ''] = ref.split('#');
  if (file === '') return undefined;
  const document = documents[file.replace(/^(?:\.\.?\/)+/, '').replace(/\.schema\.json$/, '')];
  return fragment === '' ? (document as JsonSchema | undefined) : undefined;
};

let builtIn: Registry | undefined;

/** The registry of the schemas that we ship, which were compiled when the package was built. */
export function builtInRegistry(): Registry {
  builtIn ??= createRegistry(
    Object.entries(validators).map(([id, validate]) =>
      readEventSchema(id, documents[id] as JsonObject, validate as Validate, resolveBuiltIn),
    ),
  );
  return builtIn;
}
