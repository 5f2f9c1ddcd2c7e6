import type { JsonObject } from '../record/record.js';
import { normalName } from '../text/normal-name.js';
import { oneEditAway } from '../text/one-edit-away.js';
import type { Call, EventSchema, Validate } from './event-schema.js';
import { readEventSchema } from './event-schema.js';
import { documents, validators } from './generated/built-in.js';
import type { JsonSchema, ResolveRef } from './json-schema.js';
import type { WordDifference } from './similar-words.js';
import { stemsOf, wordDifference } from './similar-words.js';

/** What an event's name is to the schemas. */
export type EventMatch =
  | {
      readonly kind: 'exact' | 'misspelled' | 'outdated' | 'other-name' | 'typo' | WordDifference;
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

/** At most this many event names keep their match; further ones are looked up each time. */
const MAX_KNOWN_NAMES = 1000;
const MAX_KNOWN_LENGTH = 200;

/** Shorter and longer names, in letters and digits, are not compared with others: too much is similar to them, or it takes too long. */
const MIN_COMPARED = 6;
const MAX_COMPARED = 100;

const UNKNOWN: EventMatch = { kind: 'unknown' };

/** What names that are not right are compared with. */
interface ComparedNames {
  /** Right, outdated and other names, without what people write differently. */
  readonly byNormalName: ReadonlyMap<string, EventMatch>;
  readonly rightNames: readonly RightName[];
}

interface RightName {
  readonly schema: EventSchema;
  readonly name: string;
  readonly normal: string;
  readonly stems: readonly string[];
}

function comparedNames(events: readonly EventSchema[]): ComparedNames {
  const byNormalName = new Map<string, EventMatch>();
  const add = (kind: 'misspelled' | 'outdated' | 'other-name', names: readonly string[], schema: EventSchema): void => {
    for (const name of names) {
      const key = normalName(name);
      const canonical = kind === 'misspelled' ? name : (schema.names[0] as string);
      if (!byNormalName.has(key)) byNormalName.set(key, { kind, schema, name: canonical });
    }
  };
  for (const schema of events) add('misspelled', schema.names, schema);
  for (const schema of events) add('outdated', schema.outdatedNames, schema);
  for (const schema of events) add('other-name', schema.otherNames, schema);
  const rightNames = events.flatMap((schema) =>
    schema.names.map((name) => ({ schema, name, normal: normalName(name), stems: stemsOf(name) })),
  );
  return { byNormalName, rightNames };
}

/** Makes a registry of compiled schemas. A name that is similar to those of two schemas belongs to the first. */
export function createRegistry(schemas: readonly EventSchema[], isPlanned?: Registry['isPlanned']): Registry {
  const events = schemas.filter(({ names }) => names.length > 0);
  const calls = Object.fromEntries(
    schemas.filter(({ names }) => names.length === 0).map((schema) => [schema.call, schema]),
  ) as Record<Call, EventSchema>;

  const exact = new Map<string, EventMatch>();
  for (const schema of events) {
    for (const name of schema.names) exact.set(name, { kind: 'exact', schema, name });
  }
  const known = new Map<string, EventMatch>();
  let names: ComparedNames | undefined;
  const lookUp = (event: string): EventMatch => {
    // Many logs have right names only, and to prepare the comparison takes a millisecond.
    names ??= comparedNames(events);
    const { byNormalName, rightNames } = names;
    const name = normalName(event);
    const respelled = byNormalName.get(name);
    if (respelled !== undefined) return respelled;
    if (name.length < MIN_COMPARED || name.length > MAX_COMPARED) return UNKNOWN;
    for (const right of rightNames) {
      if (oneEditAway(name, right.normal)) return { kind: 'typo', schema: right.schema, name: right.name };
    }
    for (const right of rightNames) {
      const kind = wordDifference(event, right.stems);
      if (kind !== undefined) return { kind, schema: right.schema, name: right.name };
    }
    return UNKNOWN;
  };
  return {
    events,
    calls,
    ...(isPlanned === undefined ? {} : { isPlanned }),
    match(event) {
      const found = exact.get(event) ?? known.get(event);
      if (found !== undefined) return found;
      const match = lookUp(event);
      if (known.size < MAX_KNOWN_NAMES && event.length <= MAX_KNOWN_LENGTH) known.set(event, match);
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
