import { jsonText } from '../text/json-text.js';
import { ProblemTexts } from './problem-texts.js';
import type { CreateReport } from './report.js';

/** A problem a line as it is found, and `{"summary": {...}}` last. */
export const ndjsonReport: CreateReport = ({ write, errorsOnly }) => {
  const texts = new ProblemTexts((json) => {
    write(json);
    write('\n');
  });
  return {
    problem: (problem) => texts.add(problem),
    repeated: (record) => texts.addRepeated(record, errorsOnly),
    end(summary) {
      write(`${jsonText({ summary })}\n`);
    },
  };
};
