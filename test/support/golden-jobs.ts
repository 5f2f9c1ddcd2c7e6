import { allCases, runCase } from './cases.js';
import { runMain } from './fake-io.js';
import { toGolden, withoutPassing } from './golden.js';
import type { Outcome } from './outcome.js';
import {
  reportCases,
  runReport,
  runSummary,
  summaryCases,
  TERMINAL,
  terminalCases,
  toReportGolden,
} from './report-cases.js';
import { runBinary } from './run-binary.js';

/** One golden file and how it is made. */
export interface GoldenJob {
  readonly path: string;
  make(): Promise<string>;
}

/** A run that broke down says nothing that a golden may hold. */
function whole(outcome: Outcome): Outcome {
  const { code, stdout, stderr } = outcome;
  const brokeDown = code === null || /defect of ours|^\s+at .*:\d+:\d+/m.test(stderr);
  if (brokeDown || (code !== 2 && stdout === '')) throw new Error(`the run broke down (exit ${code}):\n${stderr}`);
  return outcome;
}

/** Every golden of the fixtures. `main` is that of the build, for runs on a terminal, which no pipe can pretend. */
export function goldenJobs(main: Parameters<typeof runMain>[0]): GoldenJob[] {
  return [
    ...allCases().flatMap((one) =>
      one.golden === undefined
        ? []
        : [{ path: one.golden, make: async () => toGolden(whole(await runCase(one, runBinary))) }],
    ),
    ...reportCases().map((one) => ({
      path: one.golden,
      make: async () => toReportGolden(whole(await runReport(one, runBinary))),
    })),
    ...summaryCases().map((one) => ({
      path: one.golden,
      make: async () => withoutPassing(await runSummary(one, runBinary)),
    })),
    ...terminalCases().map((one) => ({
      path: one.golden,
      make: async () =>
        toReportGolden(
          whole(
            await runReport(one, (argv, surroundings) => runMain(main, argv, { ...surroundings, terminal: TERMINAL })),
          ),
        ),
    })),
  ];
}
