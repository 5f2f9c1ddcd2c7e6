import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { appendToPointer } from '../text/json-pointer.js';
import type { SchemaLibrary } from './schema-library.js';
import type { SchemaSource, Target } from './schema-source.js';
import { sourceFailure } from './schema-source.js';
import { sameValueSubschemas } from './subschemas.js';

/**
 * Follows every reference of some documents.
 * @throws {Failure} if one names nothing that was given, or leads back to itself without a step into the value: a validator
 *   would never end. A schema that refers to itself for what is inside of a value is fine.
 */
export function checkReferences(sources: readonly SchemaSource[], library: SchemaLibrary): void {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (target: Target, from: Target): void => {
    const key = `${target.source.url}#${target.pointer}`;
    const known = state.get(key);
    if (known === 'done') return;
    if (known === 'open') {
      throw sourceFailure(
        from.source,
        appendToPointer(from.pointer, '$ref'),
        'this $ref leads back to itself, so no value could be checked',
        'a schema may refer to itself only for something inside of the value, under properties or items',
      );
    }
    state.set(key, 'open');
    const schema = valueAt(target.source.schema, target.pointer);
    if (isObject(schema)) {
      const reference = library.referenceAt(target);
      if (reference !== undefined) visit(library.resolve(reference), target);
      for (const [, pointer] of sameValueSubschemas(schema, target.pointer)) {
        visit({ source: target.source, pointer }, from);
      }
    }
    state.set(key, 'done');
  };
  for (const source of sources) {
    for (const { pointer } of library.referencesOf(source)) visit({ source, pointer }, { source, pointer });
  }
}
