import type { CreateReport } from './report.js';

/** One JSON document, `schemas/report.schema.json`; written as the problems come, so that none has to be held. */
export const jsonReport: CreateReport = ({ write, tool }) => {
  let separator = '\n  ';
  write(`{\n"version": 1,\n"tool": ${JSON.stringify(tool)},\n"problems": [`);
  return {
    problem(problem) {
      write(separator + JSON.stringify(problem));
      separator = ',\n  ';
    },
    end(summary) {
      write(`\n],\n"summary": ${JSON.stringify(summary)}\n}\n`);
    },
  };
};
