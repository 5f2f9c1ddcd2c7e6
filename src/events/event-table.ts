import { madeOf } from '../own-events/effective-schema.js';
import type { SchemaLibrary } from '../own-events/schema-library.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { Registry } from '../schema/registry.js';
import { pointerToPath } from '../text/json-pointer.js';
import { safeName, safeText } from '../text/safe-name.js';

/** Rows with their columns padded to one width, the last one apart. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The schemas that an event is judged by: the spec's, and files. */
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

/** All events, one a line: what they are judged by, whether they are planned, and their fields. */
export function eventsTable(schemas: readonly EventSchema[], registry: Registry, library: SchemaLibrary): string {
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
  return `${aligned([head, ...rows]).join('\n')}\n`;
}

/** One event: its fields with type, whether they are required, and what they are. */
export function eventTable(schema: EventSchema, registry: Registry, library: SchemaLibrary): string {
  const { names, description, outdatedNames, otherNames } = schema;
  const rows = fieldsOf(schema, registry).map(({ pointer, needed, required, default: value, description: what }) => [
    safeName(pointerToPath(pointer)),
    needed === undefined ? 'any value' : safeName(needed, 200),
    required ? 'required' : `optional${value === undefined ? '' : `, ${safeName(JSON.stringify(value))} by default`}`,
    safeText(what ?? '').replace(/\s+/g, ' '),
  ]);
  const also = [...outdatedNames, ...otherNames].map((name) => safeName(name));
  return [
    `${names.map((name) => safeName(name)).join(', ')} (${schemasOf(schema, library)})`,
    ...(description === '' ? [] : [safeText(description)]),
    ...(also.length === 0 ? [] : [`Not to be called ${also.join(', ')}.`]),
    '',
    ...aligned([['field', 'type', '', 'what it is'], ...rows]),
    '',
  ].join('\n');
}
