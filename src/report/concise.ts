import type { Problem } from '../problem/problem.js';
import { countOf } from '../text/count.js';
import { wrap } from '../text/wrap.js';
import { placeText } from './place-text.js';
import type { CreateReport } from './report.js';
import { summaryLine } from './summary-line.js';

/** ` (see line 4)`: the first of the other places that a problem speaks of, short enough for the same line. */
function seeAlso({ file, related = [] }: Problem): string {
  const [place] = related;
  if (place === undefined) return '';
  return ` (see ${place.file === file ? `line ${place.line}` : placeText(place)})`;
}

/** One line per problem, as compilers write it, so that editors and grep find the place. Streams: a problem is written as it is found. */
export const conciseReport: CreateReport = ({ write, paint, columns, maxProblems }) => {
  let seen = 0;
  return {
    problem(problem) {
      seen++;
      if (seen > maxProblems) return;
      const { severity, message, rule } = problem;
      const mark = severity === 'error' ? paint.red(severity) : paint.magenta(severity);
      write(`${placeText(problem)}: ${mark}: ${message}${seeAlso(problem)} ${paint.dim(`[${rule}]`)}\n`);
    },
    end(summary) {
      if (seen > maxProblems) {
        write(`and ${countOf(seen - maxProblems, 'more problem')}; --max-problems shows more, -f ndjson all\n`);
      }
      write(`${wrap(summaryLine(summary, paint), columns ?? Number.POSITIVE_INFINITY).join('\n')}\n`);
    },
  };
};
