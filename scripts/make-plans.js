// Makes the scanner's plans of the schemas that we ship, so that no run of the command line has to.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { importTypeScript } from './import-typescript.js';

const target = fileURLToPath(new URL('../src/scan/generated/', import.meta.url));

/** Writes `src/scan/generated/built-in-plans.js`. The schemas and the scanner have been compiled. */
export async function makePlans() {
  const { builtInRegistry, PLAN, scannerWasm, TableMemory, writePlans } = await importTypeScript(
    'src/schema/registry.ts',
    'src/scan/layout.ts',
    'src/scan/table-memory.ts',
    'src/scan/write-plan.ts',
    'src/scan/generated/scanner-wasm.js',
  );
  // Node's types leave it out.
  const { WebAssembly } = /** @type {any} */ (globalThis);
  const { instance } = await WebAssembly.instantiate(Buffer.from(scannerWasm, 'base64'));
  const memory = new TableMemory(instance.exports);
  const places = writePlans(memory, builtInRegistry());
  const tables = deflateRawSync(memory.bytes.subarray(PLAN, memory.end), { level: 9 }).toString('base64');
  const header = '// Made by scripts/make-plans.js from schemas/; not kept in git.\n';
  await writeFile(
    `${target}built-in-plans.js`,
    `${header}export const builtInPlans = ${JSON.stringify({ tables, places })};\n`,
  );
  await writeFile(
    `${target}built-in-plans.d.ts`,
    `${header}/** The plans, deflated and in base64, and their places in the scanner's memory. */
export declare const builtInPlans: { readonly tables: string; readonly places: readonly number[] };\n`,
  );
}
