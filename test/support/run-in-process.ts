import { main } from '../../src/cli/main.js';
import type { Fakes } from './fake-io.js';
import { runMain } from './fake-io.js';
import type { Run } from './outcome.js';

/** The command line as it stands in `src`, run in this process: quick, and its coverage counts. */
export const runInProcess: Run = (argv, surroundings) => runMain(main, argv, surroundings);

/** The same on a terminal, or with a stdin that comes in pieces. */
export function runWith(fakes: Fakes): Run {
  return (argv, surroundings) => runMain(main, argv, { ...surroundings, ...fakes });
}
