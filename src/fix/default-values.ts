import { isObject } from '../record/record.js';
import { nearMisses } from '../rules/near-miss.js';
import type { Registry } from '../schema/registry.js';
import type { Edit } from './edit-text.js';
import type { FoundOrChecked } from './record-fixer.js';

/**
 * The edits that add missing fields of `properties` with the `default` of their schema, such as the role of a message. Not
 * where the field's value may stand under another name.
 */
export function defaultEdits({ value, call, callRecord }: FoundOrChecked, registry: Registry): Edit[] {
  const event = callRecord?.event;
  if (value === undefined || call !== 'track' || event === undefined || !isObject(value['properties'])) return [];
  const { properties } = value;
  const match = registry.match(event);
  if (match.kind !== 'exact') return [];
  const misnamed = nearMisses({ value, properties, schema: match.schema, source: 'type' }).map(({ field }) => field);
  return match.schema.fields
    .filter((field) => field.parent === 'properties' && field.default !== undefined)
    .filter((field) => !Object.hasOwn(properties, field.name) && !misnamed.includes(field))
    .map(({ name, default: value }) => ({ kind: 'add', object: '/properties', name, literal: JSON.stringify(value) }));
}
