// Writes the goldens of fixtures/ from what the built binary says now. Nothing else writes them, and no test does: build
// first, run this, and read the diff as if it were code, because a golden of a wrong result hides a defect for good.
//   npm run build && node scripts/update-goldens.js [text that a golden's path must hold]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = `${root}test/support/golden-jobs.ts`;
const bundle = `${root}node_modules/.cache/copilot-events/golden-jobs.js`;

// The tests and this script must agree on what a case is, so both use test/support; bundled, as Node 20 reads no TypeScript.
await build({
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(entry).href) },
  logLevel: 'warning',
});
const { goldenJobs } = await import(pathToFileURL(bundle).href);
const { main } = await import(pathToFileURL(`${root}dist/cli.js`).href);

const [wanted = ''] = process.argv.slice(2);
let written = 0;
for (const { path, make } of goldenJobs(main)) {
  const name = relative(root, path);
  if (!name.includes(wanted)) continue;
  const golden = await make();
  if (golden === (await readFile(path, 'utf8').catch(() => undefined))) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, golden);
  process.stdout.write(`${name}\n`);
  written++;
}
process.stdout.write(`${written} goldens written\n`);
