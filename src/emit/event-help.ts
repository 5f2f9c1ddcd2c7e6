import type { EventSchema } from '../schema/event-schema.js';
import type { Field } from '../schema/field.js';
import type { Registry } from '../schema/registry.js';
import { safeName } from '../text/safe-name.js';

function fieldLine({ name, required, needed, description, default: value }: Field, width: number): string {
  const notes = [required ? 'required' : 'optional', ...(value === undefined ? [] : [`default ${String(value)}`])].join(
    ', ',
  );
  return `  ${name.padEnd(width)}  ${needed ?? 'any value'} (${notes})${description === undefined ? '' : `\n  ${' '.repeat(width)}  ${description}`}`;
}

function eventFields({ fields }: EventSchema): Field[] {
  const own = fields.filter(({ parent }) => parent === 'properties');
  return [...own.filter(({ required }) => required), ...own.filter(({ required }) => !required)];
}

/** The fields of one event, for its `--help`. */
export function eventHelp(schema: EventSchema): string {
  const fields = eventFields(schema);
  const width = Math.max(0, ...fields.map(({ name }) => name.length));
  return [
    `\nFields of ${schema.title}: ${schema.description}`,
    ...fields.map((field) => fieldLine(field, width)),
    '  Any other key=value is added as a string, key:=json as the JSON it is.',
  ].join('\n');
}

/** All events with the names of their fields, for `emit --help`. */
export function eventsHelp({ events }: Registry): string {
  const rows = events.map((schema) => {
    const fields = eventFields(schema).map(({ name, required }) => (required ? name : `[${name}]`));
    return [safeName(schema.names[0] ?? schema.title), safeName(fields.join(' '), 500)] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, fields]) => `  ${name.padEnd(width)}  ${fields}`);
  return [
    '\nKnown events and their fields, the optional ones in brackets:',
    ...lines,
    '  Any other name makes an ordinary track call.',
  ].join('\n');
}

/** The help that fits the arguments: that of the event they name, else that of all. */
export function emitHelp(argv: readonly string[], registry: Registry): string {
  for (const argument of argv) {
    const match = registry.match(argument);
    if (match.kind !== 'unknown') return eventHelp(match.schema);
  }
  return eventsHelp(registry);
}
