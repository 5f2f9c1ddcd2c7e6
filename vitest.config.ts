import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests that start the binary or a server share two cores with the others.
    testTimeout: 60_000,
    // A CommonJS package’s default import is what Node makes of it, not what bundlers do.
    deps: { interopDefault: false },
    env: { NO_COLOR: '', FORCE_COLOR: undefined },
  },
});
