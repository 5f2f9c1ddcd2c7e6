// Builds dist/: the command line and the library, each bundled so that it starts fast, and the library's types.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildViewer } from './build-viewer.js';
import { bundleFinders, FINDERS } from './bundle-finders.js';
import { compileScanner } from './compile-scanner.js';
import { compileSchemas } from './compile-schemas.js';
import { makeEventTypes } from './make-event-types.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** Loaded when they are needed, if at all; all else that we use is small and starts faster from one file. */
const EXTERNAL = [
  '@clack/prompts',
  '@hono/node-server',
  '@segment/analytics-node',
  'chalk',
  'hono',
  'ora',
  'tinyglobby',
  'undici',
];

/**
 * Leaves out modules that a package loads for something that we do not use.
 * @param {string} user the package
 * @param {RegExp} filter what it loads
 */
function without(user, filter) {
  return {
    name: `without ${filter}`,
    /** @param {import('esbuild').PluginBuild} build */
    setup(build) {
      build.onResolve({ filter }, ({ path, importer }) =>
        importer.includes(`/node_modules/${user}/`) ? { path, namespace: 'unused' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}' }));
    },
  };
}

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

/** Commands that start often, as a lint step in CI, come with the program; each other one is a file of its own. */
const OFTEN = ['emit', 'validate'];
const SELDOM = (await readdir('src/cli/commands')).filter((name) => !OFTEN.includes(name));

/**
 * Keeps files of dist/ apart that others load: the program, so that the command line's entry is small and `--version` starts
 * like Node itself; the commands that start seldom; what makes TypeScript, Ajv and the HTML report, which few
 * runs need; the library, which the
 * matchers and the plugin share.
 */
const apart = {
  name: 'apart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    const files = /^\.\/(?:program|index|ajv-compiler)\.js$|\/(?:typescript\/event-types|html\/html-report)\.js$/;
    build.onResolve({ filter: files }, ({ path, importer }) =>
      importer.includes('/node_modules/') ? undefined : { path: `./${basename(path)}`, external: true },
    );
    build.onResolve({ filter: /^\.\/commands\/\w+\/\w+\.js$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && SELDOM.includes(basename(path, '.js'))
        ? { path: `./${basename(path)}`, external: true }
        : undefined,
    );
  },
};

/** Keeps apart what reads own schemas; `events` has it for itself, since it asks what they were made of. */
const ownSchemasApart = {
  name: 'own-schemas-apart',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /(?:^\.|\/own-events)\/load-registry\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './load-registry.js', external: true } : undefined,
    );
  },
};

const [, , viewerModules, finderModules] = await Promise.all([
  compileSchemas(),
  compileScanner(),
  buildViewer(),
  bundleFinders(),
]);
/** @type {import('esbuild').BuildOptions & { metafile: true }} */
const options = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  external: EXTERNAL,
  minify: true,
  metafile: true,
  logLevel: 'warning',
};
/** What bundled CommonJS calls to reach Node's own modules. */
const withRequire = { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" };

const types = await build({
  ...options,
  entryPoints: { 'event-types': 'src/typescript/event-types.ts' },
  // A formatter of 12 MB; the text is laid out by ourselves.
  plugins: [without('json-schema-to-typescript', /^prettier$/)],
  banner: withRequire,
});
await makeEventTypes();

/** The library is left legible: it stands in the stack traces of others. */
const library = {
  ...options,
  minify: false,
  entryPoints: { index: 'src/index.ts', testing: 'src/testing.ts', plugin: 'src/plugin.ts' },
  plugins: [apart],
};
// One file each: a start that loads many small ones takes longer than one that loads code it does not run.
const built = await Promise.all([
  build({ ...options, entryPoints: { cli: 'src/cli/main.ts' }, plugins: [apart] }),
  build(library),
  // For those who `require`: jest's own loader cannot do so with modules, on most versions of Node.
  build({
    ...library,
    outdir: 'dist/cjs',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...options,
    entryPoints: {
      program: 'src/cli/program.ts',
      ...Object.fromEntries(
        SELDOM.filter((name) => name !== 'events').map((name) => [name, `src/cli/commands/${name}/${name}.ts`]),
      ),
    },
    plugins: [apart, ownSchemasApart, without('commander', /^node:child_process$/)],
    banner: withRequire,
  }),
  build({
    ...options,
    entryPoints: {
      events: 'src/cli/commands/events/events.ts',
      'load-registry': 'src/own-events/load-registry.ts',
      'ajv-compiler': 'src/own-events/ajv-compiler.ts',
      'check-worker': 'src/check/parallel/check-worker.ts',
      'html-report': 'src/report/html/html-report.ts',
    },
    plugins: [apart],
  }),
  rm('dist/types', { recursive: true, force: true }).then(() =>
    promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json']),
  ),
]);
// The same types under a package.json that says what kind of modules they speak of.
await writeFile('dist/cjs/package.json', '{ "type": "commonjs" }\n');
await rm('dist/cjs/types', { recursive: true, force: true });
await cp('dist/types', 'dist/cjs/types', { recursive: true });
const metafiles = [types, ...built].flatMap((result) => ('metafile' in result ? [result.metafile] : []));
await cp(`src/privacy/${FINDERS}`, `dist/${FINDERS}`);
await mkdir('dist/cjs/generated', { recursive: true });
await writeFile(`dist/cjs/${FINDERS}`, `module.exports = require('../../${FINDERS}');\n`);
await writeLicences([...viewerModules, ...finderModules, ...metafiles.flatMap(({ inputs }) => Object.keys(inputs))]);
