import type { TemporaryFiles } from '../spill/temporary-files.js';
import { jsonText } from '../text/json-text.js';
import { problemJson } from './problem-json.js';
import { ProblemSpool } from './problem-spool.js';
import type { CreateReport, Report, ReportContext } from './report.js';

/** How many problems are written at the end before the reader is waited for. */
const BATCH = 1000;

/**
 * One JSON document, `schemas/report.schema.json`, with the problems in the order of their places. They are written as they come,
 * so that none has to be held, unless some are known only at the end of the log.
 */
export const jsonReport: CreateReport = (context) => {
  const { write, tool, lateFiles } = context;
  write(`{\n"version": 1,\n"tool": ${jsonText(tool)},\n"problems": [`);
  return lateFiles === undefined ? streamed(context) : sorted(context, lateFiles);
};

function writer({ write }: ReportContext): (json: string | Buffer) => void {
  let separator = '\n  ';
  return (json) => {
    write(separator);
    write(json);
    separator = ',\n  ';
  };
}

function streamed(context: ReportContext): Report {
  const toJson = problemJson();
  const writeNext = writer(context);
  return {
    problem: (problem) => writeNext(toJson(problem)),
    end: (summary) => context.write(`\n],\n"summary": ${jsonText(summary)}\n}\n`),
  };
}

function sorted(context: ReportContext, files: TemporaryFiles): Report {
  const toJson = problemJson();
  const writeNext = writer(context);
  const spool = new ProblemSpool(files);
  return {
    problem: (problem, fileIndex) => spool.add({ problem, fileIndex }, toJson(problem)),
    async end(summary) {
      let written = 0;
      for (const json of spool.sorted()) {
        writeNext(json);
        if (++written % BATCH === 0) await context.drain();
      }
      context.write(`\n],\n"summary": ${jsonText(summary)}\n}\n`);
    },
  };
}
