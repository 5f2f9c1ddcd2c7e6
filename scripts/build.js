// Builds dist/: the command line and the library, each bundled so that it starts fast, and the library's types.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildViewer } from './build-viewer.js';
import { bundle, EXTERNAL } from './bundle.js';
import { bundleCompiler, COMPILER } from './bundle-compiler.js';
import { bundleFinders, FINDERS } from './bundle-finders.js';
import { compileScanner } from './compile-scanner.js';
import { compileSchemas } from './compile-schemas.js';
import { makeEventTypes } from './make-event-types.js';
import { makePlans } from './make-plans.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** Writes the licences of the packages whose code is in the bundles. @param {string[]} inputs files of those packages, and others */
async function writeLicences(inputs) {
  const folders = new Set(
    inputs
      .map((path) => relative(root, resolve(path)))
      .flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = await Promise.all(
    [...folders].sort().map(async (folder) => {
      const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
      if (licence === undefined) throw new Error(`${folder} ships no licence; do not bundle it`);
      return `${folder.replace(/.*node_modules\//, '')}\n\n${await readFile(`${folder}/${licence}`, 'utf8')}`;
    }),
  );
  await writeFile('dist/THIRD-PARTY-LICENSES.txt', texts.join('\n---\n\n'));
}

/**
 * Bundles the command line. Two files are loaded at a start: `start`, which is all that `--version` needs, and `core`, which holds
 * the program, the commands that run most often, as in a CI step, and all that these need: one large file starts faster than
 * many small ones. The other commands, and what few runs need, are files of their own, and share the code of `core`.
 *
 * They are CommonJS: Node starts without its loader of ES modules, and an ES module that imports one name of a module such as
 * `node:fs` makes all of them, which loads streams and more.
 * @returns {Promise<string[]>} the modules whose code it holds
 */
async function bundleCommandLine() {
  // By itself: workers share no file with the command line, which would have one more to load.
  await bundle({ 'scan-worker': 'src/scan/parallel/scan-worker.ts' }, { dir: 'dist', minify: true });
  return bundle(
    { cli: 'src/cli/main.ts' },
    {
      dir: 'dist',
      minify: true,
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'cli-[name]-[hash].cjs',
      codeSplitting: {
        groups: [
          { name: 'start', test: /src\/cli\/(?:main|version)\.ts$/, priority: 2 },
          {
            name: 'core',
            test: /src\/cli\/(?:program|commands\/validate\/validate|commands\/emit\/emit)\.ts$/,
            priority: 1,
          },
          // The scanner, which is loaded for all but small logs.
          {
            name: 'scan',
            test: /src\/scan\/(?:load-scanner|scanning-cutter|built-in-plans|generated\/scanner-wasm)\.[jt]s$/,
            priority: 1,
          },
        ],
      },
    },
  );
}

/** Names Node's modules by `node:`, as packages may not: a runner of tests may search a folder for `stream`. */
const namedNodeModules = {
  name: 'named-node-modules',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      builtinModules.includes(path) ? { path: `node:${path}`, external: true } : undefined,
    );
  },
};

/** Keeps the library in a file of its own, which the matchers and the plugin share. */
const libraryApart = {
  name: 'library-apart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^\.\/index\.js$/ }, ({ path, importer }) =>
      importer.includes('/node_modules/') ? undefined : { path, external: true },
    );
  },
};

/**
 * The library, left legible: it stands in the stack traces of others. One bundle of modules, and one for those who `require`:
 * jest's own loader cannot do so with modules, on most versions of Node.
 * @returns {Promise<string[]>} the modules whose code it holds
 */
async function bundleLibrary() {
  /** @type {import('esbuild').BuildOptions & { metafile: true }} */
  const options = {
    entryPoints: { index: 'src/index.ts', testing: 'src/testing.ts', plugin: 'src/plugin.ts' },
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    plugins: [libraryApart, namedNodeModules],
    metafile: true,
    logLevel: 'warning',
  };
  const built = await Promise.all([
    build(options),
    build({
      ...options,
      outdir: 'dist/cjs',
      format: 'cjs',
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    }),
  ]);
  return built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/**
 * The plugin for browsers: one file without imports, minified, since pages load it.
 * @returns {Promise<string[]>} the modules whose code it holds
 */
async function bundleForBrowsers() {
  /** @type {import('esbuild').BuildOptions & { metafile: true }} */
  const options = {
    entryPoints: { 'plugin-browser': 'src/plugin-browser.ts' },
    outdir: 'dist',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    logLevel: 'warning',
  };
  // Jest takes the browser's build in its jsdom environment, and requires it.
  const built = await Promise.all([build(options), build({ ...options, outdir: 'dist/cjs', format: 'cjs' })]);
  return built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** Writes the types of the library, which its bundles for modules and for `require` both need. */
async function writeTypes() {
  await Promise.all(['dist/types', 'dist/cjs/types'].map((folder) => rm(folder, { recursive: true, force: true })));
  await promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json']);
  await cp('dist/types', 'dist/cjs/types', { recursive: true });
}

/** Removes the files of an earlier build, whose names depend on their contents. */
async function removeOldBundles() {
  const files = await readdir('dist').catch(() => []);
  await Promise.all(files.filter((file) => /\.c?js$/.test(file)).map((file) => rm(`dist/${file}`)));
}

const [viewerModules, , finderModules, compilerModules] = await Promise.all([
  // The page holds what checks logs in the browser, and that the compiled schemas.
  compileSchemas().then(buildViewer),
  compileScanner(),
  bundleFinders(),
  bundleCompiler(),
]);
await makePlans();
await makeEventTypes();
await removeOldBundles();
const [commandLineModules, libraryModules, browserModules] = await Promise.all([
  bundleCommandLine(),
  bundleLibrary(),
  bundleForBrowsers(),
  writeTypes(),
]);
// The same types under a package.json that says what kind of modules they speak of.
await writeFile('dist/cjs/package.json', '{ "type": "commonjs" }\n');
await cp(`src/privacy/${FINDERS}`, `dist/${FINDERS}`);
await cp(`src/own-events/${COMPILER}`, `dist/${COMPILER}`);
await mkdir('dist/cjs/generated', { recursive: true });
for (const shared of [FINDERS, COMPILER]) {
  await writeFile(`dist/cjs/${shared}`, `module.exports = require('../../${shared}');\n`);
}
await writeLicences([
  ...viewerModules,
  ...finderModules,
  ...compilerModules,
  ...commandLineModules,
  ...libraryModules,
  ...browserModules,
]);
