import { countOf } from '../problem/count.js';
import { safeName } from '../problem/safe-name.js';
import type { CreateReport } from './report.js';
import { summaryLine } from './summary-line.js';

/** One line a problem, as compilers write it, so that editors and grep find the place. */
export const conciseReport: CreateReport = ({ write, paint, maxProblems }) => {
  let seen = 0;
  return {
    problem({ file, line, column, severity, message, rule }) {
      seen++;
      if (seen > maxProblems) return;
      const mark = severity === 'error' ? paint.red(severity) : paint.yellow(severity);
      write(`${safeName(file, 200)}:${line}:${column}: ${mark}: ${message} ${paint.dim(`[${rule}]`)}\n`);
    },
    end(summary) {
      if (seen > maxProblems) {
        write(`and ${countOf(seen - maxProblems, 'more problem')}; --max-problems shows more, -f ndjson all\n`);
      }
      write(`${summaryLine(summary, paint)}\n`);
    },
  };
};
