// Makes docs/rules.md from the texts in src/explain/. `--check` fails if it has changed.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = `${root}docs/rules.md`;

const { outputFiles } = await build({
  entryPoints: [`${root}src/explain/rules-page.ts`],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { rulesPage } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
const page = rulesPage();

if (!process.argv.includes('--check')) await writeFile(path, page);
else if ((await readFile(path, 'utf8').catch(() => '')) !== page) {
  process.stderr.write('docs/rules.md is not what src/explain/ says now; run npm run docs\n');
  process.exitCode = 1;
}
