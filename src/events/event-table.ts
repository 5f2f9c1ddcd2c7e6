import { madeOf } from '../own-events/effective-schema.js';
import type { SchemaLibrary } from '../own-events/schema-library.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { Registry } from '../schema/registry.js';
import { pointerToPath } from '../text/json-pointer.js';
import { safeName, safeText } from '../text/safe-name.js';
import { tableLines } from '../text/table.js';
import { wrap } from '../text/wrap.js';

/** The schemas that an event is checked against: the spec's, and files. */
function schemasOf(schema: EventSchema, library: SchemaLibrary): string {
  const { parts } = madeOf(schema, library);
  const isSpec = parts.event.some(({ source }) => source.file === undefined);
  return [...(isSpec ? ['spec'] : []), ...schema.files.map((file) => safeName(file))].join(', ');
}

/** The fields of an event: those of its properties, and what else it asks of the call, the required ones first. */
function fieldsOf({ fields }: EventSchema, { calls }: Registry): Field[] {
  const shown = fields.filter(({ name, parent, required }) => {
    if (parent === 'properties') return true;
    if (name === 'event' || name === 'properties' || name === 'type') return false;
    return required || !calls.track.topNames.has(name);
  });
  return [...shown.filter(({ required }) => required), ...shown.filter(({ required }) => !required)];
}

function fieldNames(schema: EventSchema, registry: Registry): string {
  return fieldsOf(schema, registry)
    .map(({ name, parent, required }) => {
      const shown = safeName(parent === '' ? `${name} (top level)` : name);
      return required ? shown : `[${shown}]`;
    })
    .join(' ');
}

/** All events, one per line: their schemas, whether they are planned, and their fields. `columns` is the width of the terminal; without it
 * nothing is wrapped. */
export function eventsTable(
  schemas: readonly EventSchema[],
  registry: Registry,
  library: SchemaLibrary,
  columns?: number,
): string {
  const { isPlanned } = registry;
  const planned = (name: string): string[] =>
    isPlanned === undefined ? [] : [isPlanned(name) ? 'planned' : 'unplanned'];
  const head = [
    'event',
    'schema',
    ...(isPlanned === undefined ? [] : ['plan']),
    'fields, the optional ones in brackets',
  ];
  const rows = schemas.flatMap((schema) =>
    schema.names.map((name) => [
      safeName(name),
      schemasOf(schema, library),
      ...planned(name),
      fieldNames(schema, registry),
    ]),
  );
  return `${tableLines([head, ...rows], columns).join('\n')}\n`;
}

/** One event: its fields with type, whether they are required, and what they are. */
export function eventTable(schema: EventSchema, registry: Registry, library: SchemaLibrary, columns?: number): string {
  const { names, description, outdatedNames, otherNames } = schema;
  const rows = fieldsOf(schema, registry).map(({ pointer, needed, required, default: value, description: what }) => [
    safeName(pointerToPath(pointer)),
    needed === undefined ? 'any value' : safeName(needed, 200),
    required ? 'required' : `optional${value === undefined ? '' : `, ${safeName(JSON.stringify(value))} by default`}`,
    safeText(what ?? '').replace(/\s+/g, ' '),
  ]);
  const also = [...outdatedNames, ...otherNames].map((name) => safeName(name));
  const lines = (text: string): string[] => wrap(text, columns ?? Number.POSITIVE_INFINITY);
  return [
    `${names.map((name) => safeName(name)).join(', ')} (${schemasOf(schema, library)})`,
    ...(description === '' ? [] : lines(safeText(description))),
    ...(also.length === 0 ? [] : lines(`Not to be called ${also.join(', ')}.`)),
    '',
    ...tableLines([['field', 'type', '', 'what it is'], ...rows], columns),
    '',
  ].join('\n');
}
