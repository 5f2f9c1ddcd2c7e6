// Builds dist/: the command line and the library, each bundled so that it starts fast, and the library's types.
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
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

await compileSchemas();
await rm('dist/types', { recursive: true, force: true });
const [{ metafile }] = await Promise.all([
  build({
    entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    plugins: [withoutChildProcess],
    // What bundled CommonJS calls to reach Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  }),
  promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json']),
]);
await writeLicences(metafile);
// Chunks bear a hash in their names; those of earlier builds go last, so that dist/ works at every moment.
for (const chunk of await readdir('dist/chunks')) {
  if (metafile.outputs[`dist/chunks/${chunk}`] === undefined) await rm(`dist/chunks/${chunk}`);
}
