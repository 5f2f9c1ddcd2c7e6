import { jsonText } from '../text/json-text.js';
import { problemJson } from './problem-json.js';
import type { CreateReport } from './report.js';

/** One JSON document, `schemas/report.schema.json`; written as the problems come, so that none has to be held. */
export const jsonReport: CreateReport = ({ write, tool }) => {
  const toJson = problemJson();
  let separator = '\n  ';
  write(`{\n"version": 1,\n"tool": ${jsonText(tool)},\n"problems": [`);
  return {
    problem(problem) {
      write(separator + toJson(problem));
      separator = ',\n  ';
    },
    end(summary) {
      write(`\n],\n"summary": ${jsonText(summary)}\n}\n`);
    },
  };
};
