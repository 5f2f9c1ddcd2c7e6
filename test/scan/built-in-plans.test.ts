import { describe, expect, it } from 'vitest';
import * as builtIn from '../../src/scan/built-in-plans.js';
import { scannerWasm } from '../../src/scan/generated/scanner-wasm.js';
import { PLAN } from '../../src/scan/layout.js';
import type { ScannerExports } from '../../src/scan/scanner.js';
import { TableMemory } from '../../src/scan/table-memory.js';
import { writePlans } from '../../src/scan/write-plan.js';
import { builtInRegistry } from '../../src/schema/registry.js';

declare const WebAssembly: {
  instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: unknown } }>;
};

async function newMemory(): Promise<TableMemory> {
  const { instance } = await WebAssembly.instantiate(Buffer.from(scannerWasm, 'base64'));
  return new TableMemory(instance.exports as ScannerExports);
}

describe('the plans of the schemas that we ship', () => {
  it('the plans that were made when the package was built equal those that are made now', async () => {
    const [built, made] = [await newMemory(), await newMemory()];
    expect(builtIn.writePlans(built)).toEqual(writePlans(made, builtInRegistry()));
    expect(built.end).toBe(made.end);
    const plansOf = ({ bytes, end }: TableMemory): Buffer => Buffer.from(bytes.slice(PLAN, end));
    // If it is not so after a change: `npm run build`.
    expect(plansOf(built).equals(plansOf(made))).toBe(true);
  });
});
