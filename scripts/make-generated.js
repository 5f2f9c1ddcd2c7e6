// Makes the files that src/ needs and git does not hold, where they are missing or older than what they are made from.
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildViewer } from './build-viewer.js';
import { bundleCompiler } from './bundle-compiler.js';
import { bundleFinders } from './bundle-finders.js';
import { compileScanner } from './compile-scanner.js';
import { compileSchemas } from './compile-schemas.js';
import { makePlans } from './make-plans.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is made, from what, and how. The page is made only when it is missing, since it takes long and few runs need it. */
const PARTS = [
  {
    target: 'src/schema/generated/built-in.js',
    sources: ['schemas', 'scripts/compile-schemas.js', 'src/schema/json-schema.ts', 'src/schema/date-time.ts'],
    make: compileSchemas,
  },
  {
    target: 'src/scan/generated/scanner-wasm.js',
    sources: ['src/scan/assembly', 'src/scan/layout.ts', 'scripts/compile-scanner.js'],
    make: compileScanner,
  },
  {
    target: 'src/scan/generated/built-in-plans.js',
    sources: ['schemas', 'src/scan/plan.ts', 'src/scan/write-plan.ts', 'src/scan/layout.ts', 'src/scan/assembly'],
    make: makePlans,
  },
  {
    target: 'src/own-events/generated/ajv-compiler.cjs',
    sources: ['scripts/bundle-compiler.js', 'src/own-events/ajv-compiler.ts', 'src/own-events/ajv-keywords.ts'],
    make: bundleCompiler,
  },
  { target: 'src/privacy/generated/finders.cjs', sources: ['scripts/bundle-finders.js'], make: bundleFinders },
  { target: 'dist/viewer/index.html', sources: [], make: buildViewer },
];

/** When a file, or the newest file of a folder, was written; undefined if it is missing. @param {string} path */
async function writtenAt(path) {
  const stats = await stat(root + path).catch(() => undefined);
  if (stats === undefined || stats.isFile()) return stats?.mtimeMs;
  const files = await readdir(root + path, { recursive: true, withFileTypes: true });
  const times = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(`${file.parentPath}/${file.name}`)).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}

/** Makes what is missing or outdated. */
export async function makeGenerated() {
  for (const { target, sources, make } of PARTS) {
    const made = await writtenAt(target);
    const changed = await Promise.all(sources.map(writtenAt));
    if (made !== undefined && changed.every((time) => time === undefined || time <= made)) continue;
    process.stderr.write(`making ${target}\n`);
    await make();
  }
}
