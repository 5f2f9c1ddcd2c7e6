import type { CreateReport } from './report.js';

/** A problem a line as it is found, and `{"summary": {...}}` last. */
export const ndjsonReport: CreateReport = ({ write }) => ({
  problem(problem) {
    write(`${JSON.stringify(problem)}\n`);
  },
  end(summary) {
    write(`${JSON.stringify({ summary })}\n`);
  },
});
