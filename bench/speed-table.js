// Writes what was measured into the README.

const BEGIN = '<!-- What stands here is written by bench/validate.js. -->';
const END = '<!-- /bench -->';

/**
 * @typedef {{ name: string, seconds: number, megabytesPerSecond: number, recordsPerSecond: number, peakMegabytes: number, timesOurs: number }} Row
 * @typedef {{ variant: string, records: number, bytes: number, rows: readonly Row[] }} Result
 * @param {string} readme its text
 * @param {{ node: string, cores: number, rounds: number, results: readonly Result[] }} measured
 * @returns {string} the text with the table of the first log, and a line for each other one
 */
export function withSpeedTable(readme, { node, cores, rounds, results }) {
  const [first, ...others] = results;
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (first === undefined || begin === -1 || end < begin) throw new Error('the README has no place for the table');
  const number = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  const rows = first.rows.map(
    ({ name, seconds, megabytesPerSecond, recordsPerSecond, peakMegabytes, timesOurs }) =>
      `| ${name} | ${seconds.toFixed(2)} | ${number(megabytesPerSecond)} | ${number(recordsPerSecond)} | ${number(peakMegabytes)} | ${timesOurs.toFixed(2)} |`,
  );
  const rate = (/** @type {Result} */ { rows }, /** @type {string} */ wanted) =>
    rows.find(({ name }) => name === wanted)?.megabytesPerSecond;
  const lines = others.map((result) => {
    const own = rate(result, 'copilot-events') ?? 0;
    const ajv = rate(result, 'JSON.parse + Ajv');
    const times = ajv === undefined ? '' : `, ${(own / ajv).toFixed(1)} times JSON.parse + Ajv`;
    return `- ${result.variant}: ${number(own)} MB/s${times}`;
  });
  const text = [
    BEGIN,
    `${number(first.records)} records, ${number(first.bytes / 1e6)} MB, ${first.variant}; Node ${node.slice(1)}, ${cores} cores, the median of ${rounds} runs, in turns:`,
    '',
    '| | seconds | MB/s | records/s | peak MB | times ours |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    ...(lines.length === 0 ? [] : ['', 'Other logs of as many records:', '', ...lines]),
    '',
  ];
  return `${readme.slice(0, begin)}${text.join('\n')}${readme.slice(end)}`;
}
