import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './root.js';

/** The options under which generated TypeScript has to compile, as strict as they come. */
export const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  types: [],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noEmit: true,
};

/** What the compiler reports of the project in a folder, one line per error; nothing if all is right. */
export async function compileTypeScript(project: string): Promise<string> {
  const run = promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project, '--pretty', 'false'], {
    cwd: project,
    maxBuffer: 1 << 26,
  });
  return run.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}
