import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { appendToPointer } from '../text/json-pointer.js';
import type { SchemaLibrary } from './schema-library.js';
import type { SchemaSource, Target } from './schema-source.js';
import { sourceFailure } from './schema-source.js';
import { sameValueSubschemas, subschemas } from './subschemas.js';

/** The schemas that apply to the same value as a schema, its own apart: those in it and those that it refers to. */
function* besides(target: Target, library: SchemaLibrary, seen = new Set<string>()): Generator<JsonObject> {
  const schema = valueAt(target.source.schema, target.pointer);
  if (!isObject(schema)) return;
  const reference = library.referenceAt(target);
  const inner = sameValueSubschemas(schema, target.pointer).map(([, pointer]) => ({ source: target.source, pointer }));
  for (const next of reference === undefined ? inner : [...inner, library.resolve(reference)]) {
    const key = `${next.source.url}#${next.pointer}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const found = valueAt(next.source.schema, next.pointer);
    if (isObject(found)) yield found;
    yield* besides(next, library, seen);
  }
}

/**
 * Refuses an `unevaluatedItems` that would have to know which items a `contains` in another schema matches.
 * @throws {Failure} naming the place.
 */
export function checkEvaluatedItems(sources: readonly SchemaSource[], library: SchemaLibrary): void {
  const visit = (source: SchemaSource, schema: unknown, pointer: string): void => {
    if (isObject(schema) && schema['unevaluatedItems'] !== undefined) {
      for (const other of besides({ source, pointer }, library)) {
        if (other['contains'] === undefined) continue;
        throw sourceFailure(
          source,
          appendToPointer(pointer, 'unevaluatedItems'),
          'unevaluatedItems is not supported where a contains stands in another schema for the same array',
          'put contains and unevaluatedItems into one schema',
        );
      }
    }
    for (const [inner, at] of subschemas(schema, pointer)) visit(source, inner, at);
  };
  for (const source of sources) if (source.draft !== 'draft-07') visit(source, source.schema, '');
}
