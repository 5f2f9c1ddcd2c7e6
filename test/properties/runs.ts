/**
 * How long property tests search for failures. The default is for the inner loop; `.ci/run` sets 1, and
 * `COPILOT_EVENTS_FUZZ=50 npx vitest run test/properties` searches for hours.
 */
const FACTOR = Number(process.env['COPILOT_EVENTS_FUZZ'] ?? '0.1');
if (!(FACTOR > 0)) throw new Error('COPILOT_EVENTS_FUZZ is a number above 0');

const SECONDS = 60 * Math.max(1, FACTOR);

/**
 * The parameters of `fc.assert` for a test that makes `count` runs in `.ci/run`. A run that fails prints its seed; one that
 * takes too long ends with what it has found by then, before the test runner stops it.
 */
export function runs(count: number) {
  return {
    numRuns: Math.max(1, Math.round(count * FACTOR)),
    interruptAfterTimeLimit: SECONDS * 1000,
    markInterruptAsFailure: true,
  } as const;
}

/** A number of samples, scaled like `runs`. */
export function scaled(count: number): number {
  return Math.max(1, Math.round(count * FACTOR));
}

/** The options of a test that makes many runs. */
export const PATIENT = { timeout: (SECONDS + 10) * 1000 } as const;
