import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Vitest leaves one core free, which is half of two; most tests wait for a process or a server much of their time.
    maxWorkers: availableParallelism(),
    // Tests that start the binary or a server share two cores with the others.
    testTimeout: 60_000,
    // A CommonJS package’s default import is what Node makes of it, not what bundlers do.
    deps: { interopDefault: false },
    env: { NO_COLOR: '', FORCE_COLOR: undefined },
  },
});
