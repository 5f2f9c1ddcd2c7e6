import { builtInRegistry } from '../schema/registry.js';
import type { Scanner, ScannerExports, ScannerOptions } from './scanner.js';
import { createScanner } from './scanner.js';

/** The part of WebAssembly that is used; Node's types leave it out. */
interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
  ): Promise<{ readonly instance: { readonly exports: unknown }; readonly module: object }>;
}

/** Loads a scanner; undefined if it cannot work: without WebAssembly and its SIMD, or with these rules and schemas. */
export async function loadScanner(options: ScannerOptions): Promise<Scanner | undefined> {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };
  if (WebAssembly === undefined) return undefined;
  const { scannerWasm } = await import('./generated/scanner-wasm.js');
  const made = await WebAssembly.instantiate(Buffer.from(scannerWasm, 'base64')).catch(() => undefined);
  if (made === undefined) return undefined;
  const { writePlans } =
    options.registry === builtInRegistry() ? await import('./built-in-plans.js') : await import('./write-plan.js');
  return createScanner({ exports: made.instance.exports as ScannerExports, module: made.module }, options, writePlans);
}
