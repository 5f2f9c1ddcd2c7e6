// Bundles what compiles the user's schemas: Ajv, and our keywords for it. Few runs and few users of the library need it, so that
// its code is loaded with the first schema of one's own.
import { fileURLToPath } from 'node:url';
import { bundleForRequire } from './bundle-for-require.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundle lies beside the code that loads it. */
export const COMPILER = 'generated/ajv-compiler.cjs';

/** Writes the bundle. @returns {Promise<string[]>} the modules whose code it holds */
export function bundleCompiler() {
  return bundleForRequire({
    entryPoints: [`${root}src/own-events/ajv-compiler.ts`],
    outfile: `${root}src/own-events/${COMPILER}`,
  });
}
