// Bundles code that is loaded by `require` when it is first needed: modules cannot be loaded within synchronous code.
import { build } from 'esbuild';

/**
 * Writes a bundle.
 * @param {Pick<import('esbuild').BuildOptions, 'entryPoints' | 'stdin' | 'outfile'>} options
 * @returns {Promise<string[]>} the modules whose code it holds
 */
export async function bundleForRequire(options) {
  const { metafile } = await build({
    ...options,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs).filter((input) => input !== '<stdin>');
}
