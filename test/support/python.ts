import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** The Python that the tests use: what COPILOT_EVENTS_PYTHON names, else the one on the path. */
export const PYTHON_COMMAND = process.env['COPILOT_EVENTS_PYTHON'] ?? 'python3';

/**
 * Whether there is a Python of at least 3.11 with mypy and segment-analytics-python. Where there is none, it says what is left
 * out, and these tests count as skipped, which `.ci/run` takes for a failure; so does CI, at once.
 */
export function hasPython(whatFor: string): boolean {
  const probe = 'import mypy, segment.analytics, sys; sys.exit(sys.version_info < (3, 11))';
  if (spawnSync(PYTHON_COMMAND, ['-c', probe]).status === 0) return true;
  const fix =
    'make a virtual environment of Python 3.11 or later, install mypy and segment-analytics-python in it, and name its Python in COPILOT_EVENTS_PYTHON';
  if (process.env['CI']) throw new Error(`no Python for the tests of ${whatFor}: ${fix}`);
  process.stderr.write(`\n*** LEFT OUT, for want of Python: the tests of ${whatFor}. To run them, ${fix}.\n\n`);
  return false;
}

/** Runs Python in a folder; returns what it prints. @throws with its output, if its exit code is not 0. */
export async function runPython(cwd: string, args: readonly string[]): Promise<string> {
  // mypy takes any value of FORCE_COLOR for a wish.
  const { FORCE_COLOR: _colour, ...rest } = process.env;
  const env = { ...rest, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await promisify(execFile)(PYTHON_COMMAND, [...args], { cwd, env, maxBuffer: 1 << 26 });
  return stdout;
}

/** What mypy reports of files, in its strict mode, one line per error; nothing if all is right. */
export async function mypy(cwd: string, files: readonly string[]): Promise<string> {
  const args = [
    '-m',
    'mypy',
    '--strict',
    '--no-error-summary',
    '--soft-error-limit',
    '-1',
    '--cache-dir',
    '.mypy_cache',
    ...files,
  ];
  return runPython(cwd, args).catch((error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}`);
}
