// Measures what one record costs where a program checks records by itself: the library and the plugin, beside Ajv.
//   node bench/latency.js
// After a build. Writes its table into docs/explanation/performance.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createValidator } from '../dist/index.js';
import { copilotEventsPlugin } from '../dist/plugin.js';
import { isValid } from './ajv-validators.js';
import { records } from './corpus.js';
import { withTable } from './page-table.js';

/** How many records are checked before any is measured, and how many in each round. */
const WARM_UP = 50_000;
const RECORDS = 50_000;
const ROUNDS = 7;
/** How many events a program makes that is called for the table. */
const EVENTS = 1000;

/** @param {readonly number[]} values @param {number} [share] */
const quantile = (values, share = 0.5) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** Processor time in microseconds, that of the engine's own threads too: other programs do not count. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const validate = createValidator();
const plugin = copilotEventsPlugin({ mode: 'collect' });
const valid = [...records({ records: RECORDS, invalid: 0 })];
const invalid = [...records({ records: RECORDS, invalid: 1 })];

/** @typedef {{ name: string, check: (record: any) => unknown }} Way */
/** @type {readonly Way[]} */
const WAYS = [
  { name: 'Ajv, of an object', check: isValid },
  { name: '`JSON.parse` and Ajv, of text', check: (text) => isValid(JSON.parse(text)) },
  { name: '`createValidator`, of an object', check: validate },
  { name: '`createValidator`, of text', check: validate },
];

/** Microseconds for each record: the median of the rounds. @param {Way} way @param {readonly any[]} all */
function microseconds({ name, check }, all) {
  const given = name.endsWith('text') ? all.map((record) => JSON.stringify(record)) : all;
  for (let index = 0; index < WARM_UP; index++) check(given[index % given.length]);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = processorTime();
    for (const record of given) check(record);
    return (processorTime() - start) / given.length;
  });
  return quantile(rounds);
}

/** An event as the SDK completes it. @param {number} index */
function contextOf(index) {
  return {
    event: {
      type: 'track',
      event: 'Message Sent',
      userId: `u${index}`,
      messageId: `node-next-${index}-0a1b2c3d`,
      timestamp: new Date(),
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
      integrations: {},
      _metadata: { nodeVersion: '24.0.0' },
      properties: {
        conversationId: `c${index}`,
        messageId: `m${index}`,
        message_body: 'Where is my order? It should have come yesterday.',
        role: 'customer',
      },
    },
  };
}

/** The time on the clock that each call of the plugin takes, in microseconds. */
function pluginCalls() {
  return Array.from({ length: WARM_UP + RECORDS }, (_, index) => {
    const context = contextOf(index);
    const start = process.hrtime.bigint();
    plugin.track(context);
    return Number(process.hrtime.bigint() - start) / 1000;
  }).slice(WARM_UP);
}

/** Milliseconds of processor time for a thousand events that are checked and written as lines. */
function emitted() {
  const start = processorTime();
  let written = 0;
  for (const event of valid.slice(0, EVENTS)) if (validate(event).valid) written += JSON.stringify(event).length + 1;
  if (written === 0) throw new Error('no event was valid');
  return (processorTime() - start) / 1000;
}

const lines = WAYS.map((way) => {
  const [ofValid, ofInvalid] = [microseconds(way, valid), microseconds(way, invalid)];
  return `| ${way.name} | ${ofValid.toFixed(1)} | ${ofInvalid.toFixed(1)} |`;
});
const calls = pluginCalls();
const emits = Array.from({ length: ROUNDS * 3 }, emitted);
const table = [
  `Microseconds of processor time for each record; Node ${process.version.slice(1)}, the median of ${ROUNDS} rounds of ${RECORDS.toLocaleString('en')} records:`,
  '',
  '| | valid | invalid |',
  '|---|---:|---:|',
  ...lines,
  '',
  `A call of the plugin takes ${quantile(calls).toFixed(0)} µs on the clock in the median, and ${quantile(calls, 0.99).toFixed(0)} µs at the 99th percentile. To check 1,000 events and write them as`,
  `lines takes ${quantile(emits).toFixed(0)} ms of processor time.`,
];
console.log(table.join('\n'));
const page = fileURLToPath(new URL('../docs/explanation/performance.md', import.meta.url));
writeFileSync(page, withTable(readFileSync(page, 'utf8'), 'latency', table));
