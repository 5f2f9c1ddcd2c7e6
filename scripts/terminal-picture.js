// Makes docs/images/terminal.svg, the README's picture, from what the binary really prints. `--check` fails if it has changed.
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = `${root}docs/images/terminal.svg`;
const COMMAND = 'copilot-events validate mistakes.ndjson';

const COLORS = { 31: '#ff7b72', 32: '#7ee787', 35: '#d2a8ff' };
const CHARACTER = 8.4;
const LINE = 19;
const MARGIN = 18;

/** @param {string} text */
function escapeXml(text) {
  // Renderers fold plain spaces.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
}

/** One line of text with SGR sequences as tspans. @param {string} line */
function toSpans(line) {
  let style = '';
  let spans = '';
  for (const part of line.split(/(\x1b\[\d+m)/)) {
    const code = Number(/^\x1b\[(\d+)m$/.exec(part)?.[1]);
    if (Number.isNaN(code)) spans += part === '' ? '' : `<tspan${style}>${escapeXml(part)}</tspan>`;
    else if (code === 1) style = ' font-weight="bold" fill="#ffffff"';
    else if (code === 2) style = ' fill="#8b949e"';
    else if (code in COLORS) style = ` fill="${COLORS[/** @type {keyof typeof COLORS} */ (code)]}"`;
    else style = '';
  }
  return spans;
}

const { stdout } = spawnSync(
  process.execPath,
  [`${root}bin/copilot-events.js`, 'validate', 'mistakes.ndjson', '--no-config', '--color'],
  { cwd: `${root}fixtures/samples`, encoding: 'utf8' },
);
// The time it took is the one thing that differs from run to run.
const lines = [
  `$ ${COMMAND}`,
  ...stdout
    .trimEnd()
    .replace(/, \d+ ms\)/, ')')
    .split('\n'),
];
const widest = Math.max(...lines.map((line) => line.replace(/\x1b\[\d+m/g, '').length));
const width = Math.ceil(widest * CHARACTER + 2 * MARGIN);
const height = lines.length * LINE + 2 * MARGIN;
const rows = lines.map(
  (line, row) => `<text x="${MARGIN}" y="${MARGIN + LINE * (row + 0.75)}">${toSpans(line)}</text>`,
);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${COMMAND} in a terminal">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#c9d1d9">
${rows.join('\n')}
</g>
</svg>
`;

if (!process.argv.includes('--check')) await writeFile(picture, svg);
else if ((await readFile(picture, 'utf8')) !== svg) {
  process.stderr.write('docs/images/terminal.svg is not what the binary prints now; run npm run picture\n');
  process.exitCode = 1;
}
