import { jsonText } from './json-text.js';
import type { CreateReport } from './report.js';

/** A problem a line as it is found, and `{"summary": {...}}` last. */
export const ndjsonReport: CreateReport = ({ write }) => ({
  problem(problem) {
    write(`${jsonText(problem)}\n`);
  },
  end(summary) {
    write(`${jsonText({ summary })}\n`);
  },
});
