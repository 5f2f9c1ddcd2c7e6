import type { Problem } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { countOf, formatCount } from '../text/count.js';
import { markdownText } from '../text/markdown-text.js';
import { PLAIN } from '../text/paint.js';
import { contextText, placeText, relatedTexts } from './place-text.js';
import type { ProblemGroup } from './problem-groups.js';
import { ProblemGroups } from './problem-groups.js';
import type { CreateReport } from './report.js';
import { summaryLine } from './summary-line.js';

/** How many kinds of problems a job summary shows: a page that people read. */
const KINDS = 50;

/** The longest table, in UTF-16 units; each is at most three bytes, and GitHub takes 1 MiB for all of a step. */
const MAX_TABLE = 100_000;

const MARKS = { error: '❌', warning: '⚠️' } as const;

function whatCell({ message, hint, rule }: Problem): string {
  const lines = [markdownText(message), ...(hint === undefined ? [] : [`*hint:* ${markdownText(hint)}`])];
  return [...lines, `[${rule}](${ruleUrl(rule)})`].join('<br>');
}

function whereCell(problem: Problem): string {
  return [placeText(problem), contextText(problem), ...relatedTexts(problem)]
    .filter((text) => text !== '')
    .map(markdownText)
    .join('<br>');
}

function row({ severity, examples: [problem], count }: ProblemGroup): string {
  if (problem === undefined) return '';
  return `| ${MARKS[severity]} | ${whatCell(problem)} | ${whereCell(problem)} | ${formatCount(count)} |\n`;
}

/** The summary of a job on GitHub, in Markdown: the result, and a row for each kind of problem. Its size is bounded. */
export const jobSummary: CreateReport = ({ write }) => {
  const groups = new ProblemGroups();
  return {
    problem: (problem, fileIndex) => groups.add(problem, fileIndex),
    end(summary) {
      write(`### copilot-events\n\n${summaryLine(summary, PLAIN)}\n\n`);
      const { shown, hidden } = groups.mostFrequent(KINDS);
      let left = hidden;
      let table = '';
      for (const group of shown) {
        const next = row(group);
        if (table.length + next.length > MAX_TABLE) left += group.count;
        else table += next;
      }
      if (table !== '') write(`| | Problem | First seen at | Count |\n|---|---|---|---:|\n${table}\n`);
      if (left > 0) write(`and ${countOf(left, 'problem')} of other kinds; \`-f ndjson\` shows all\n\n`);
    },
  };
};
