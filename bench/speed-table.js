// Writes what was measured into docs/explanation/performance.md.
import { withTable } from './page-table.js';

/** Who is compared on the other logs. */
const COMPARED = [
  'copilot-events',
  'copilot-events, no rules across records',
  'JSON.parse + Ajv',
  'sourcemeta jsonschema --fast',
  'DuckDB read_json, 2 threads',
];

/**
 * @typedef {{ name: string, seconds: number, least: number, most: number, cpuSeconds: number, megabytesPerSecond: number, recordsPerSecond: number, peakMegabytes: number, timesOurs: number }} Row
 * @typedef {{ variant: string, records: number, bytes: number, rows: readonly Row[] }} Result
 * @param {string} page its text
 * @param {{ node: string, cores: number, rounds: number, results: readonly Result[], starts: readonly { name: string, milliseconds: number }[] }} measured
 * @returns {string} the text with the table of the first log, one of the other logs, and one of starts
 */
export function withSpeedTable(page, { node, cores, rounds, results, starts }) {
  const [first, ...others] = results;
  if (first === undefined) throw new Error('nothing was measured');
  const number = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  const rows = first.rows.map(
    ({ name, seconds, least, most, cpuSeconds, megabytesPerSecond, recordsPerSecond, peakMegabytes, timesOurs }) =>
      `| ${name} | ${seconds.toFixed(2)} | ${least.toFixed(2)} to ${most.toFixed(2)} | ${cpuSeconds.toFixed(2)} | ${number(megabytesPerSecond)} | ${number(recordsPerSecond)} | ${number(peakMegabytes)} | ${timesOurs.toFixed(2)} |`,
  );
  const rateOf = (/** @type {Result} */ { rows }, /** @type {string} */ wanted) => {
    const found = rows.find(({ name }) => name === wanted);
    return found === undefined ? '' : number(found.megabytesPerSecond);
  };
  const shown = COMPARED.filter((name) => results.some((result) => rateOf(result, name) !== ''));
  const logs = [
    `| MB/s, for other logs of as many records | ${shown.join(' | ')} |`,
    `|---|${'---:|'.repeat(shown.length)}`,
    ...others.map((result) => `| ${result.variant} | ${shown.map((name) => rateOf(result, name)).join(' | ')} |`),
  ];
  const ofStarts = starts.map(({ name, milliseconds }) => `| \`${name}\` | ${milliseconds.toFixed(0)} |`);
  const text = [
    `${number(first.records)} records, ${number(first.bytes / 1e6)} MB, ${first.variant}; Node ${node.slice(1)}, ${cores} cores, the median of ${rounds} runs, in turns:`,
    '',
    '| | seconds | least to most | processor seconds | MB/s | records/s | peak MB | times ours |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    ...(others.length === 0 ? [] : ['', ...logs]),
    '',
    '| a start | milliseconds |',
    '|---|---:|',
    ...ofStarts,
  ];
  return withTable(page, 'validate', text);
}
