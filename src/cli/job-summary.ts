import { promises } from 'node:fs';
import type { CheckResult } from '../check/check-result.js';
import type { Sink } from '../check/check-sources.js';
import type { Summary } from '../check/summary.js';
import { systemReason } from '../failure.js';
import type { Io } from '../io.js';
import { showMessage } from '../output/show-message.js';
import type { Problem } from '../problem/problem.js';
import { jobSummary } from '../report/job-summary.js';
import { PLAIN } from '../text/paint.js';
import { safeText } from '../text/safe-name.js';
import { isReported } from './reports.js';
import { repositoryPaths } from './repository-paths.js';
import { TOOL } from './version.js';

/** What GitHub takes for one step; of more, it shows nothing at all. */
const STEP_LIMIT = 1024 * 1024;

/** The summary of the job that we run in. */
export interface JobSummary extends Sink<CheckResult> {
  /** Appends it to the file. Never throws: what could not be written is said on stderr. */
  end(summary: Summary): Promise<void>;
}

/**
 * The summary that GitHub Actions shows on the page of a run, if we run there: `GITHUB_STEP_SUMMARY` names its file. Whatever
 * `--format` says, since it is the one place where a person looks first; undefined elsewhere.
 */
export function openJobSummary({ quiet }: { readonly quiet?: true }, io: Io): JobSummary | undefined {
  const path = io.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return undefined;
  let text = '';
  const report = jobSummary({
    write: (piece) => {
      text += piece;
    },
    drain: () => undefined,
    lateFiles: undefined,
    measures: undefined,
    paint: PLAIN,
    columns: undefined,
    frames: false,
    maxProblems: 0,
    pathOf: repositoryPaths(io),
    tool: TOOL,
    showValues: false,
    errorsOnly: quiet === true,
    events: [],
    schemas: [],
  });
  let current = 0;
  const show = (problem: Problem, fileIndex: number): void => {
    if (isReported(problem, quiet)) report.problem(problem, fileIndex);
  };
  return {
    beginFile(_, index) {
      current = index;
    },
    write({ problems }) {
      for (const problem of problems) show(problem, current);
    },
    writeLate: ({ problem, fileIndex }) => show(problem, fileIndex),
    async end(summary) {
      await report.end(summary);
      try {
        const size = await promises.stat(path).then(
          (found) => found.size,
          () => 0,
        );
        if (size + Buffer.byteLength(text) > STEP_LIMIT) {
          throw new Error('it would be longer than the 1 MiB that GitHub takes of a step');
        }
        await promises.appendFile(path, text);
      } catch (error) {
        const reason = `the job summary could not be written to GITHUB_STEP_SUMMARY: ${systemReason(error)}`;
        showMessage(safeText(reason), io);
      }
    },
  };
}
