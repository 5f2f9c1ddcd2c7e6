// Builds dist/: the command line and the library, each bundled so that it starts fast, and the library's types.
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { compileScanner } from './compile-scanner.js';
import { compileSchemas } from './compile-schemas.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** Loaded when they are needed, if at all; all else that we use is small and starts faster from one file. */
const EXTERNAL = ['@segment/analytics-node', 'chalk', 'ora', 'tinyglobby'];

/** commander loads `child_process` for a feature that we do not use; that takes longer than commander itself. */
const withoutChildProcess = {
  name: 'without-child-process',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** Writes the licences of the packages whose code is in the bundle. @param {import('esbuild').Metafile} metafile */
async function writeLicences(metafile) {
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = await Promise.all(
    [...folders].sort().map(async (folder) => {
      const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
      if (licence === undefined) throw new Error(`${folder} ships no licence; do not bundle it`);
      return `${folder.replace('node_modules/', '')}\n\n${await readFile(`${folder}/${licence}`, 'utf8')}`;
    }),
  );
  await writeFile('dist/THIRD-PARTY-LICENSES.txt', texts.join('\n---\n\n'));
}

/** Keeps the command line's entry so small that `--version` starts like Node itself: all else is loaded from there. */
const programApart = {
  name: 'program-apart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^\.\/program\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

await Promise.all([compileSchemas(), compileScanner()]);
/** @type {import('esbuild').BuildOptions} */
const options = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  external: EXTERNAL,
  minify: true,
  logLevel: 'warning',
};
// One file each: a start that loads many small ones takes longer than one that loads code it does not run.
const [, program] = await Promise.all([
  build({ ...options, entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' }, plugins: [programApart] }),
  build({
    ...options,
    metafile: true,
    entryPoints: { program: 'src/cli/program.ts' },
    plugins: [withoutChildProcess],
    // What bundled CommonJS calls to reach Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  }),
  rm('dist/types', { recursive: true, force: true }).then(() =>
    promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json']),
  ),
]);
await writeLicences(program.metafile);
