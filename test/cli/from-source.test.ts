import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';

describe('npm run cli', () => {
  it('npm run cli runs src/ with the exit code and output of the built program', async () => {
    const run = promisify(execFile);
    const script = join(ROOT, 'scripts/run-cli.js');
    const bad = join(ROOT, 'fixtures/rules/schema/type/bad.ndjson');
    const failed = await run(process.execPath, [script, 'validate', '-f', 'concise', bad]).catch((error) => error);
    expect(failed).toMatchObject({ code: 1, stderr: '' });
    expect(failed.stdout).toContain('schema/type');
  });
});
