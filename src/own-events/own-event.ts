import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import type { Call } from '../schema/event-schema.js';
import { isCall } from '../schema/event-schema.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { schemaAt } from '../schema/json-schema.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import { bundle, resolveWithin } from './bundle.js';
import type { SchemaLibrary } from './schema-library.js';
import type { SchemaSource, Target } from './schema-source.js';
import { builtInUrl, sourceFailure } from './schema-source.js';
import { subschemas } from './subschemas.js';

/** What a schema file of the user's own describes: an event by its names, or a call. */
export interface OwnEvent {
  readonly source: SchemaSource;
  readonly call: Call;
  /** None where it is the schema of a call. */
  readonly names: readonly string[];
  /** The schema of the event's name, with other names that logs use for it. */
  readonly event: JsonSchema;
  readonly title: string | undefined;
  readonly description: string | undefined;
}

/** Whether a schema asks, at its own level, for all that the envelope asks. */
export function includesEnvelope(target: Target, library: SchemaLibrary): boolean {
  if (target.source.url === builtInUrl('envelope') && target.pointer === '') return true;
  const reference = library.referenceAt(target);
  if (reference !== undefined && includesEnvelope(library.resolve(reference), library)) return true;
  const schema = valueAt(target.source.schema, target.pointer);
  const { allOf } = isObject(schema) ? schema : {};
  if (!Array.isArray(allOf)) return false;
  return subschemas({ allOf }, target.pointer).some(([, pointer]) =>
    includesEnvelope({ source: target.source, pointer }, library),
  );
}

function namesIn(event: JsonSchema, source: SchemaSource): string[] {
  const values = event.const === undefined ? (event.enum ?? []) : [event.const];
  const wrong = values.find((value) => typeof value !== 'string' || value === '');
  if (wrong !== undefined) {
    const pointer = `/properties/event/${event.const === undefined ? 'enum' : 'const'}`;
    throw sourceFailure(source, pointer, `an event’s name is ${valueKind(wrong)}; a non-empty string is needed`);
  }
  return values as string[];
}

/** Whether a file holds nothing but definitions for others. */
function isShared(schema: unknown): boolean {
  if (!isObject(schema) || Object.hasOwn(schema, 'properties')) return false;
  return Object.hasOwn(schema, '$defs') || Object.hasOwn(schema, 'definitions');
}

/**
 * Reads from a schema file which event (or call other than track) it describes; undefined for one that only serves others:
 * it holds definitions, or is referred to.
 * @throws {Failure} for a file that describes no event and is not referred to: nothing would be checked by it.
 */
export function readOwnEvent(
  source: SchemaSource,
  library: SchemaLibrary,
  isReferredTo: (source: SchemaSource) => boolean,
): OwnEvent | undefined {
  const document = bundle(library, [{ source, pointer: '' }]);
  const resolve = resolveWithin(document);
  const event = schemaAt(document, ['event'], resolve);
  const type = schemaAt(document, ['type'], resolve).const;
  const { title, description } = isObject(source.schema) ? (source.schema as JsonSchema) : {};
  const names = namesIn(event, source);
  if (names.length > 0) {
    if (type !== undefined && type !== 'track') {
      const found = typeof type === 'string' ? `"${safeName(type)}"` : valueKind(type);
      throw sourceFailure(
        source,
        '/properties/type',
        `an event is a track call, and type is ${found} here`,
        'write "track"',
      );
    }
    return { source, call: 'track', names, event, title, description };
  }
  // A base that own events share may require track calls; only other calls have a schema of their own.
  if (isCall(type) && type !== 'track') return { source, call: type, names, event, title, description };
  if (isShared(source.schema) || isReferredTo(source)) return undefined;
  throw sourceFailure(
    source,
    '',
    'this schema names no event, so that nothing would be checked by it',
    'a schema describes the whole record; name its event in properties.event.const: {"properties": {"event": {"const": "Order Placed"}, "properties": {…}}}',
  );
}
