// The schemas as a program compiles them with Ajv by itself: one validator per event, compiled once with `allErrors`, since the
// errors of a record are what one wants to know.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const schemas = fileURLToPath(new URL('../schemas/', import.meta.url));
/** @param {string} file */
const load = (file) => JSON.parse(readFileSync(schemas + file, 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(load('envelope.schema.json'), 'file:///envelope.schema.json');
/** @type {Map<string, import('ajv').ValidateFunction>} */
const events = new Map();
for (const file of readdirSync(`${schemas}events`)) {
  const schema = load(`events/${file}`);
  const validate = ajv.compile({ ...schema, $id: `file:///events/${file}` });
  for (const name of schema.properties.event.enum ?? [schema.properties.event.const]) events.set(name, validate);
}
/** @type {Map<string, import('ajv').ValidateFunction>} */
const calls = new Map();
for (const file of readdirSync(`${schemas}calls`)) {
  calls.set(file.replace('.schema.json', ''), ajv.compile({ ...load(`calls/${file}`), $id: `file:///calls/${file}` }));
}
/** @param {string} name */
const normal = (name) => name.toLowerCase().replace(/[^a-z]/g, '');
const normalNames = new Set([...events.keys()].map(normal));
/** Whether a name is one of the spec's in another case or with other separators; looked up once for each name. @type {Map<string, boolean>} */
const misspelled = new Map();

/** Whether a record is valid by the schema of its event, or else of its call. @param {any} record @returns {boolean} */
export function isValid(record) {
  // The copilot spec's older examples write `action` for `type`.
  if (record.type === undefined && record.action !== undefined) {
    record.type = record.action;
    delete record.action;
  }
  if (record.type !== 'track') return calls.get(record.type)?.(record) === true;
  const known = events.get(record.event);
  if (known !== undefined) return known(record);
  let near = misspelled.get(record.event);
  if (near === undefined) {
    near = normalNames.has(normal(record.event));
    misspelled.set(record.event, near);
  }
  return !near && calls.get('track')?.(record) === true;
}
