import { allCases, runCase } from './cases.js';
import { convertCases, runConvertCase, toConvertGolden } from './convert-cases.js';
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
import { runInProcess, runWith } from './run-in-process.js';

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

/** Every golden of the fixtures, made in this process from src/; the tests hold the binary against them, too. */
export function goldenJobs(): GoldenJob[] {
  return [
    ...allCases().flatMap((one) =>
      one.golden === undefined
        ? []
        : [{ path: one.golden, make: async () => toGolden(whole(await runCase(one, runInProcess))) }],
    ),
    ...convertCases().map((one) => ({
      path: one.golden,
      make: async () => toConvertGolden(whole(await runConvertCase(one, runInProcess))),
    })),
    ...reportCases().map((one) => ({
      path: one.golden,
      make: async () => toReportGolden(whole(await runReport(one, runInProcess))),
    })),
    ...summaryCases().map((one) => ({
      path: one.golden,
      make: async () => withoutPassing(await runSummary(one, runInProcess)),
    })),
    ...terminalCases().map((one) => ({
      path: one.golden,
      make: async () => toReportGolden(whole(await runReport(one, runWith({ terminal: TERMINAL })))),
    })),
  ];
}
