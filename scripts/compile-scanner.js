// Compiles the scanner (AssemblyScript) to WebAssembly, kept as text, so that it is found wherever the bundle lies.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes `src/scan/generated/`. */
export async function compileScanner() {
  const { main } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let wasm;
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd'];
  // All of its memory is laid out in src/scan/layout.ts, and never grows.
  const count = /MEMORY_PAGES = (\d+);/.exec(await readFile(`${root}src/scan/layout.ts`, 'utf8'))?.[1];
  if (count === undefined) throw new Error('src/scan/layout.ts does not say how much memory the scanner has');
  const pages = ['--initialMemory', count, '--maximumMemory', count];
  const { error, stderr } = await main(
    ['src/scan/assembly/index.ts', '--baseDir', root, '-o', 'scanner.wasm', ...options, ...pages],
    {
      writeFile(name, contents) {
        if (name === 'scanner.wasm' && typeof contents !== 'string') wasm = contents;
      },
    },
  );
  if (error !== null || wasm === undefined) throw new Error(`the scanner does not compile\n${stderr}`);
  const header = '// Made by scripts/compile-scanner.js from src/scan/assembly/; not kept in git.\n';
  const target = `${root}src/scan/generated/`;
  await mkdir(target, { recursive: true });
  await writeFile(
    `${target}scanner-wasm.js`,
    `${header}export const scannerWasm = '${Buffer.from(wasm).toString('base64')}';\n`,
  );
  await writeFile(`${target}scanner-wasm.d.ts`, `${header}export declare const scannerWasm: string;\n`);
}
