import type { Problem } from '../problem/problem.js';
import { isStream } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { PLAIN } from '../text/paint.js';
import { safeText } from '../text/safe-name.js';
import { contextText, hiddenText, moreText, placeText, relatedTexts } from './place-text.js';
import type { ProblemGroup } from './problem-groups.js';
import { ProblemGroups, withExamples } from './problem-groups.js';
import type { CreateReport } from './report.js';
import { summaryLine } from './summary-line.js';

// How GitHub's runner reads a command: `ActionCommand.cs` of actions/runner.
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The place of the annotation. The runner accepts columns only for a place on one line. */
function placeProperties({ file, line, column, endLine, endColumn }: Problem, path: string): Record<string, string> {
  const columns: Record<string, string> = line === endLine ? { col: String(column), endColumn: String(endColumn) } : {};
  return isStream(file) ? {} : { file: path, line: String(line), endLine: String(endLine), ...columns };
}

function command(group: ProblemGroup, pathOf: (file: string) => string): string {
  const [problem] = group.examples;
  if (problem === undefined) return '';
  const { severity, message, hint, rule, file } = problem;
  const properties = { ...placeProperties(problem, safeText(pathOf(file))), title: rule };
  const head = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  const context = contextText(problem);
  const lines = [
    message,
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...relatedTexts(problem),
    // The job's log shows the words of an annotation, but not its place.
    `at ${placeText(problem)}${context === '' ? '' : `, ${context}`}`,
    ...(group.count > 1 ? [moreText(group)] : []),
    ruleUrl(rule),
  ];
  return `::${severity} ${head.join(',')}::${escapeData(lines.join('\n'))}\n`;
}

/**
 * Workflow commands that GitHub Actions shows as annotations. It shows ten errors and ten warnings a step, so equal problems
 * are one command, and those that come up most stand first.
 */
export const githubReport: CreateReport = ({ write, maxProblems, pathOf, errorsOnly }) => {
  const groups = new ProblemGroups();
  return {
    problem: (problem, fileIndex) => groups.add(problem, fileIndex),
    repeated: (record, fileIndex) => groups.addRepeated(record, fileIndex, errorsOnly),
    end(summary) {
      const { shown, hidden } = groups.mostFrequent(maxProblems);
      for (const group of shown) write(command(withExamples(group, 1), pathOf));
      if (hidden > 0) write(`${hiddenText(hidden)}\n`);
      write(`${summaryLine(summary, PLAIN)}\n`);
    },
  };
};
