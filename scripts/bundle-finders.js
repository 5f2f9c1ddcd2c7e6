// Bundles what finds phone numbers and IBANs. libphonenumber-js takes 12.6 MB installed, of which 140 kB are needed here, for a
// rule that is off by default; so the package is not a dependency, and its code is loaded with the first text that may need it.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundle lies beside the code that loads it. */
export const FINDERS = 'generated/finders.cjs';

/** Writes the bundle. @returns {Promise<string[]>} the modules whose code it holds */
export async function bundleFinders() {
  const target = `${root}src/privacy/generated`;
  await mkdir(target, { recursive: true });
  const { metafile } = await build({
    stdin: {
      contents:
        "export { findPhoneNumbersInText } from 'libphonenumber-js/min'; export { isValidIBAN } from 'ibantools';",
      resolveDir: root,
    },
    outfile: `${target}/finders.cjs`,
    bundle: true,
    // CommonJS, since rules are synchronous, and modules cannot be loaded so.
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
