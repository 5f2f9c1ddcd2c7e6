// Bundles TypeScript of src/ for Node, for the command line and for the scripts.
import { rolldown } from 'rolldown';

/** Packages that are loaded only when they are needed, and are left out of the bundles. */
export const EXTERNAL = [
  '@clack/prompts',
  '@hono/node-server',
  '@segment/analytics-node',
  'chalk',
  'hono',
  'ora',
  'tinyglobby',
  'undici',
];

/** Modules that a package loads for something that we do not use: the package, and what it loads. */
const UNUSED = [
  { user: 'commander', module: 'node:child_process' },
  // A formatter of 12 MB; we lay out the text ourselves.
  { user: 'json-schema-to-typescript', module: 'prettier' },
];

/** Leaves out the unused modules. @type {import('rolldown').Plugin} */
const withoutUnused = {
  name: 'without-unused',
  resolveId(id, importer = '') {
    const unused = UNUSED.some(({ user, module }) => id === module && importer.includes(`/node_modules/${user}/`));
    return unused ? '\0unused' : undefined;
  },
  load: (id) => (id === '\0unused' ? { code: 'module.exports = {}', moduleType: 'js' } : undefined),
};

/**
 * Bundles entry points into a folder. What several of them reach is written once.
 * @param {Record<string, string>} entryPoints the path of each, by the name of its file
 * @param {import('rolldown').OutputOptions} output
 * @returns {Promise<string[]>} the modules whose code is in the bundles
 */
export async function bundle(entryPoints, output) {
  const bundled = await rolldown({
    input: entryPoints,
    platform: 'node',
    external: (id) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
    // Most CommonJS packages have a build of modules, too, which can be left out in parts.
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node20.19' },
    plugins: [withoutUnused],
    // `module` stands behind `typeof module` where it warns.
    checks: { commonJsVariableInEsm: false },
  });
  const { output: files } = await bundled.write({ format: 'esm', ...output });
  await bundled.close();
  return files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}
