// Bundles what compiles the user's schemas: Ajv, and our keywords for it. Few runs and few users of the library need it, so that
// its code is loaded with the first schema of one's own.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundle lies beside the code that loads it. */
export const COMPILER = 'generated/ajv-compiler.cjs';

/** Writes the bundle. @returns {Promise<string[]>} the modules whose code it holds */
export async function bundleCompiler() {
  const target = `${root}src/own-events/generated`;
  await mkdir(target, { recursive: true });
  const { metafile } = await build({
    entryPoints: [`${root}src/own-events/ajv-compiler.ts`],
    outfile: `${target}/ajv-compiler.cjs`,
    bundle: true,
    // CommonJS, since createValidator is synchronous, and modules cannot be loaded so.
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}
