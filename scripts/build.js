// Builds dist/: the command line and the library, each bundled so that it starts fast, and the library's types.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { compileSchemas } from './compile-schemas.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

await compileSchemas();
await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({
    entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    minifySyntax: true,
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  }),
  promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.types.json']),
]);
