// Draws what was measured: a bar for each contestant, the fastest first.

const WIDTH = 760;
const BAR = 22;
const GAP = 10;
const LABELS = 300;

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/**
 * @param {{ variant: string, records: number, bytes: number, rows: readonly { name: string, megabytesPerSecond: number }[] }} result
 * @returns {string} an SVG document
 */
export function speedChart({ variant, records, bytes, rows }) {
  const shown = rows
    .filter(({ name }) => name !== 'wc -l')
    .toSorted((a, b) => b.megabytesPerSecond - a.megabytesPerSecond);
  const most = Math.max(...shown.map(({ megabytesPerSecond }) => megabytesPerSecond));
  const height = 50 + shown.length * (BAR + GAP);
  const bars = shown.map(({ name, megabytesPerSecond }, index) => {
    const y = 40 + index * (BAR + GAP);
    const width = Math.max(1, ((WIDTH - LABELS - 90) * megabytesPerSecond) / most);
    const fill = name.startsWith('copilot-events') ? '#2f81f7' : '#8b949e';
    return [
      `<text x="${LABELS - 10}" y="${y + 16}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3" fill="${fill}"/>`,
      `<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 16}">${megabytesPerSecond.toFixed(0)} MB/s</text>`,
    ].join('');
  });
  const title = `${records.toLocaleString('en')} records, ${(bytes / 1e6).toFixed(0)} MB, ${variant}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" fill="#ffffff"/>
<g font-family="system-ui, sans-serif" font-size="14" fill="#1f2328">
<text x="12" y="24" font-weight="600">${escaped(title)}</text>
${bars.join('\n')}
</g>
</svg>
`;
}
