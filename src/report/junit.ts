import type { Summary } from '../check/summary.js';
import type { Problem } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { countOf } from '../text/count.js';
import { PLAIN } from '../text/paint.js';
import { xmlLines, xmlText } from '../text/xml-text.js';
import { contextText, moreText, placeText, relatedTexts } from './place-text.js';
import type { ProblemGroup } from './problem-groups.js';
import { ProblemGroups } from './problem-groups.js';
import type { CreateReport } from './report.js';
import { summaryCounts } from './summary-counts.js';
import { summaryLine } from './summary-line.js';

/** The suite's name, and the class of the test of the run as a whole. */
const SUITE = 'copilot-events';

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

/** `Feedback Submitted: properties.rating`, the same on every run, so that a service can follow the test. */
function testName({ event, path, message, rule }: Problem): string {
  const what = rule === 'json/invalid-syntax' ? message : path === '' ? 'the record' : path.replace(/\[\d+\]/g, '[*]');
  return event === undefined ? what : `${event}: ${what}`;
}

function groupText(group: ProblemGroup): string {
  const [first] = group.examples;
  if (first === undefined) return '';
  const lines = group.examples.flatMap((problem) => {
    const context = contextText(problem);
    const place = `${placeText(problem)}  ${problem.message}${context === '' ? '' : ` (${context})`}`;
    return [place, ...relatedTexts(problem).map((text) => `    ${text}`)];
  });
  if (group.count > group.examples.length) lines.push(moreText(group));
  if (first.hint !== undefined) lines.push(`hint: ${first.hint}`);
  return xmlLines([...lines, ruleUrl(first.rule)]);
}

function testCase(group: ProblemGroup): string {
  const [problem] = group.examples;
  if (problem === undefined) return '';
  const { rule, message } = problem;
  const text = groupText(group);
  const times = group.count === 1 ? '' : ` (${countOf(group.count, 'time')})`;
  const outcome =
    group.severity === 'error'
      ? `<failure${attributes({ message: `${message}${times}`, type: rule })}>${text}</failure>`
      : `<skipped>warning${times}:\n${text}</skipped>`;
  return `    <testcase${attributes({ classname: rule, name: testName(problem) })}>\n      ${outcome}\n    </testcase>\n`;
}

/** What was checked, as the suite's properties. */
function properties(summary: Summary, shown: number): string {
  const values = Object.entries({ ...summaryCounts(summary), shown });
  const lines = values.map(([name, value]) => `      <property${attributes({ name, value })}/>\n`);
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

/** The test of the run as a whole: none if records have errors, which are tests of their own. */
function testsOfRun({ errors, failures = [] }: Summary): string[] {
  const begin = (name: string): string => `    <testcase${attributes({ classname: SUITE, name })}`;
  const [first] = failures;
  if (first !== undefined) {
    const error = `<error${attributes({ message: first })}>${xmlLines(failures)}</error>`;
    return [`${begin('the run is complete')}>\n      ${error}\n    </testcase>\n`];
  }
  return errors === 0 ? [`${begin('every record is valid')}/>\n`] : [];
}

/**
 * JUnit XML as Jenkins and GitLab read it. A kind of problem is a test, which fails, or which is skipped if it is a warning:
 * a list of all valid records would help nobody. Without an error, one test passes; it has an error if the run is incomplete.
 */
export const junitReport: CreateReport = ({ write, errorsOnly }) => {
  const groups = new ProblemGroups();
  return {
    problem: (problem, fileIndex) => groups.add(problem, fileIndex),
    repeated: (record, fileIndex) => groups.addRepeated(record, fileIndex, errorsOnly),
    end(summary) {
      const shown = groups.inOrder();
      const failures = shown.filter(({ severity }) => severity === 'error').length;
      const ofRun = testsOfRun(summary);
      const tests = shown.length + ofRun.length;
      const time = (summary.durationMs / 1000).toFixed(3);
      const errors = summary.failures === undefined ? 0 : 1;
      const counts = { tests, failures, errors, time };
      write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: SUITE, ...counts })}>\n`);
      write(`  <testsuite${attributes({ name: SUITE, ...counts, skipped: shown.length - failures })}>\n`);
      write(properties(summary, groups.grouped));
      for (const test of ofRun) write(test);
      for (const group of shown) write(testCase(group));
      const left =
        groups.ungrouped === 0
          ? []
          : [`and ${countOf(groups.ungrouped, 'problem')} of other kinds; -f ndjson shows all`];
      write(`    <system-out>${xmlLines([...left, summaryLine(summary, PLAIN)])}</system-out>\n`);
      write('  </testsuite>\n</testsuites>\n');
    },
  };
};
