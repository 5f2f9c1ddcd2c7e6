import { jsonText } from '../text/json-text.js';
import { problemJson } from './problem-json.js';
import type { CreateReport } from './report.js';

/** A problem a line as it is found, and `{"summary": {...}}` last. */
export const ndjsonReport: CreateReport = ({ write }) => {
  const toJson = problemJson();
  return {
    problem(problem) {
      write(`${toJson(problem)}\n`);
    },
    end(summary) {
      write(`${jsonText({ summary })}\n`);
    },
  };
};
