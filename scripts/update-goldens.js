// Writes the goldens of fixtures/ from what the command line in src/ prints now. Nothing else writes them, and no test does:
// read the diff as if it were code, because a golden of a wrong result hides a defect for good.
//   npm run goldens -- [text that a golden's path must hold]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';
import { makeGenerated } from './make-generated.js';

const root = fileURLToPath(new URL('..', import.meta.url));

await makeGenerated();
register();
const { goldenJobs } = await import('../test/support/golden-jobs.js');

const [wanted = ''] = process.argv.slice(2);
let written = 0;
for (const { path, make } of goldenJobs()) {
  const name = relative(root, path);
  if (!name.includes(wanted)) continue;
  const golden = await make();
  if (golden === (await readFile(path, 'utf8').catch(() => undefined))) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, golden);
  process.stdout.write(`${name}\n`);
  written++;
}
process.stdout.write(`${written} ${written === 1 ? 'golden' : 'goldens'} written\n`);
