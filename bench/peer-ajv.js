// JSON.parse and Ajv as fast as a page of code makes them: blocks of 4 MB into one buffer, line ends found by `indexOf(10)`,
// one validator per event, compiled once with `allErrors`, since the errors of a record are what one wants to know.
//   node bench/peer-ajv.js <log>
import { closeSync, createReadStream, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const BLOCK = 4 << 20;

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

/** @param {any} record */
function isValid(record) {
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

let records = 0;
let invalid = 0;

/** @param {Buffer} bytes @param {number} from @param {number} to */
function check(bytes, from, to) {
  if (to === from) return;
  records++;
  try {
    if (!isValid(JSON.parse(bytes.toString('utf8', from, to)))) invalid++;
  } catch {
    invalid++;
  }
}

/** Checks the whole lines of a block; returns where the last, unfinished one begins. @param {Buffer} block @param {number} length */
function checkLines(block, length) {
  let from = 0;
  for (;;) {
    const to = block.indexOf(10, from);
    if (to === -1 || to >= length) return from;
    check(block, from, to);
    from = to + 1;
  }
}

/** @param {string} path */
function readFile(path) {
  const file = openSync(path, 'r');
  const block = Buffer.alloc(2 * BLOCK);
  let held = 0;
  for (;;) {
    const read = readSync(file, block, held, BLOCK, null);
    if (read === 0) break;
    const length = held + read;
    const from = checkLines(block, length);
    block.copyWithin(0, from, length);
    held = length - from;
  }
  check(block, 0, held);
  closeSync(file);
}

/** @param {string} path */
async function readGzip(path) {
  let held = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: BLOCK }).pipe(createGunzip({ chunkSize: BLOCK }))) {
    const block = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = block.subarray(checkLines(block, block.length));
  }
  check(held, 0, held.length);
}

const path = process.argv[2] ?? '';
if (path.endsWith('.gz')) await readGzip(path);
else readFile(path);
console.log(JSON.stringify({ records, invalid }));
