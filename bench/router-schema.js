// One schema for a whole log, for validators that take one: each record goes to the schema of its event.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const schemas = fileURLToPath(new URL('../schemas/', import.meta.url));
/** @param {string} file */
const load = (file) => JSON.parse(readFileSync(schemas + file, 'utf8'));

/** @returns {object} a JSON Schema that holds all it refers to */
export function routerSchema() {
  const { $schema, examples: _, definitions, ...envelope } = load('envelope.schema.json');
  const call = { ...envelope, allOf: [{ $ref: '#/definitions/identity' }] };
  const events = readdirSync(`${schemas}events`).map((file) => {
    const { $schema: _draft, examples: _examples, allOf: _allOf, ...event } = load(`events/${file}`);
    return event;
  });
  return {
    $schema,
    definitions: { ...definitions, call },
    allOf: [
      { $ref: '#/definitions/call' },
      ...events.map((event) => ({
        if: { required: ['event'], properties: { event: event.properties.event } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: event,
      })),
    ],
  };
}
