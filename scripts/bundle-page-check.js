// Bundles what checks logs in the browser, for the pages: the code of `validate` as it is, with stand-ins for Node's modules.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const NODE = `${root}src/page-check/node-in-browsers.ts`;

/** @type {import('esbuild').Plugin} */
const nodeInBrowsers = {
  name: 'node-in-browsers',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, () => ({ path: NODE }));
  },
};

/**
 * The worker as a page embeds it: gzipped, in base64, and the modules whose code it holds.
 * @returns {Promise<{ packed: string, modules: string[] }>}
 */
export async function bundlePageCheck() {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${root}src/page-check/worker.ts`],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    inject: [NODE],
    define: { 'process.pid': '0', 'import.meta.url': '""' },
    plugins: [nodeInBrowsers],
    metafile: true,
    logLevel: 'warning',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { packed: gzipSync(code, { level: 9 }).toString('base64'), modules: Object.keys(metafile.inputs) };
}
