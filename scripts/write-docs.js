// Writes what the docs show of the program: docs/reference/rules.md from the texts in src/rules/, the options of each command
// from its help, and the output of each example from a run. `--check` writes nothing and fails if something differs.
//   npm run build && node scripts/write-docs.js [--check] [text that a page's path must hold]
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { commandNames } from './docs/command-line.js';
import { withOptionTables } from './docs/option-tables.js';
import { pages, ROOT } from './docs/pages.js';
import { runPage } from './docs/run-page.js';

const RULES = 'docs/reference/rules.md';

/** @returns {Promise<string>} the page of the rules */
async function rulesPage() {
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}src/explain/rules-page.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const module = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
  return module.rulesPage();
}

const check = process.argv.includes('--check');
const wanted = process.argv.slice(2).find((argument) => argument !== '--check') ?? '';
const commands = new Map((await commandNames()).map((name) => [`docs/commands/${name}.md`, name]));

for (const path of [...new Set([...pages(), RULES, ...commands.keys()])]) {
  if (!path.includes(wanted)) continue;
  const page = await readFile(`${ROOT}${path}`, 'utf8').catch(() => '');
  const command = commands.get(path);
  const withTables = command === undefined ? page : await withOptionTables(page, command);
  const { page: now, faults } = path === RULES ? { page: await rulesPage(), faults: [] } : await runPage(withTables);
  for (const fault of faults) process.stderr.write(`${path}, ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  if (now === page) continue;
  if (check) {
    process.stderr.write(`${path} differs from what the program shows; run npm run docs\n`);
    process.exitCode = 1;
  } else {
    await writeFile(`${ROOT}${path}`, now);
    process.stdout.write(`${path}\n`);
  }
}
