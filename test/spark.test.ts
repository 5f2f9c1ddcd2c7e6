import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from './support/root.js';

/** A Python with pyspark and pytest. The tests need Java and some minutes, so that they run only where one is named; `.ci/run` runs them apart. */
const PYTHON = process.env['COPILOT_EVENTS_SPARK_PYTHON'];

if (PYTHON === undefined) {
  process.stderr.write(
    '\n*** LEFT OUT: the tests of spark/, which need Java 17 and pyspark. To run them, see spark/README.md, and name the Python in COPILOT_EVENTS_SPARK_PYTHON.\n\n',
  );
}

it.skipIf(PYTHON === undefined)('the tests of spark/ pass on a cluster', { timeout: 1_200_000 }, () => {
  const { status, stdout } = spawnSync(PYTHON as string, ['-m', 'pytest', '-q', 'tests'], {
    cwd: `${ROOT}spark`,
    encoding: 'utf8',
  });
  expect(status, stdout).toBe(0);
});
