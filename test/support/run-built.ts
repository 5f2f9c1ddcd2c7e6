import { pathToFileURL } from 'node:url';
import type { main } from '../../src/cli/main.js';
import { runMain } from './fake-io.js';
import type { Run } from './outcome.js';
import { ROOT } from './root.js';

const BUILT = pathToFileURL(`${ROOT}dist/cli.cjs`).href;

/**
 * The command line as it is built, run in this process: what `bin/copilot-events.js` runs, without the start of a program. For tests
 * to which streams, signals and descriptors of a process of its own make no difference.
 */
export const runBuilt: Run = async (argv, surroundings) => {
  const built = (await import(BUILT)) as { readonly main: typeof main };
  return runMain(built.main, argv, surroundings);
};
