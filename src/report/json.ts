import type { TemporaryFiles } from '../spill/temporary-files.js';
import { jsonText } from '../text/json-text.js';
import { ProblemSpool } from './problem-spool.js';
import { ProblemTexts } from './problem-texts.js';
import type { CreateReport, Report, ReportContext } from './report.js';

const FIRST_SEPARATOR = '\n  ';
const SEPARATOR = ',\n  ';

/**
 * One JSON document, `schemas/report.schema.json`, with the problems in the order of their places. They are written as they come,
 * so that none has to be held, unless some are known only at the end of the log.
 */
export const jsonReport: CreateReport = (context) => {
  const { write, tool, lateFiles } = context;
  write(`{\n"version": 1,\n"tool": ${jsonText(tool)},\n"problems": [`);
  return lateFiles === undefined ? streamed(context) : sorted(context, lateFiles);
};

function streamed({ write, errorsOnly }: ReportContext): Report {
  let separator = FIRST_SEPARATOR;
  const texts = new ProblemTexts((json) => {
    write(separator);
    write(json);
    separator = SEPARATOR;
  });
  return {
    problem: (problem) => texts.add(problem),
    repeated: (record) => texts.addRepeated(record, errorsOnly),
    end: (summary) => write(`\n],\n"summary": ${jsonText(summary)}\n}\n`),
  };
}

function sorted({ write, drain, errorsOnly }: ReportContext, files: TemporaryFiles): Report {
  const spool = new ProblemSpool(files);
  return {
    problem: (problem, fileIndex) => spool.add({ problem, fileIndex }),
    repeated: (record, fileIndex) => spool.addRepeated(record, fileIndex, errorsOnly),
    async end(summary) {
      let separator = FIRST_SEPARATOR;
      for (const piece of spool.joined(SEPARATOR)) {
        write(separator);
        write(piece);
        separator = '';
        await drain();
      }
      write(`\n],\n"summary": ${jsonText(summary)}\n}\n`);
    },
  };
}
