/** How many times longer than usual to look for faults: `COPILOT_EVENTS_FUZZ=50 npx vitest run test/properties`. */
const FACTOR = Number(process.env['COPILOT_EVENTS_FUZZ'] ?? '1');
if (!(FACTOR > 0)) throw new Error('COPILOT_EVENTS_FUZZ is a number above 0');

const SECONDS = 60 * Math.max(1, FACTOR);

/**
 * The parameters of `fc.assert`. A run that fails prints its seed; one that takes too long ends with what it has found by
 * then, before the test runner gives it up.
 */
export function runs(count: number) {
  return {
    numRuns: Math.max(1, Math.round(count * FACTOR)),
    interruptAfterTimeLimit: SECONDS * 1000,
    markInterruptAsFailure: true,
  } as const;
}

/** The options of a test that makes many runs. */
export const PATIENT = { timeout: (SECONDS + 10) * 1000 } as const;
