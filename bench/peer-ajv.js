// What a careful person writes in an afternoon: each line through JSON.parse, each record through Ajv, by its event.
//   node bench/peer-ajv.js <log>
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const schemas = fileURLToPath(new URL('../schemas/', import.meta.url));
/** @param {string} file */
const load = (file) => JSON.parse(readFileSync(schemas + file, 'utf8'));

const ajv = new Ajv({ strict: false });
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
const names = new Set([...events.keys()].map(normal));

let records = 0;
let invalid = 0;
const path = process.argv[2] ?? '';
const bytes = createReadStream(path, { highWaterMark: 1 << 20 });
for await (const line of createInterface({ input: path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })) {
  if (line.trim() === '') continue;
  records++;
  let valid = false;
  try {
    const { action, ...record } = JSON.parse(line);
    record.type ??= action;
    const known = record.type === 'track' ? events.get(record.event) : undefined;
    const misspelled = known === undefined && record.type === 'track' && names.has(normal(record.event));
    valid = !misspelled && (known ?? calls.get(record.type))?.(record) === true;
  } catch {
    // Not JSON.
  }
  if (!valid) invalid++;
}
console.log(JSON.stringify({ records, invalid }));
