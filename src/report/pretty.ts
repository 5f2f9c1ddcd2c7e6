import type { Problem } from '../problem/problem.js';
import { wrap } from '../text/wrap.js';
import type { CodeFrame } from './code-frame.js';
import { drawFrame } from './code-frame.js';
import { outsideSpecText } from './outside-spec.js';
import { contextText, hiddenText, moreText, placeText, relatedTexts } from './place-text.js';
import type { ProblemGroup } from './problem-groups.js';
import { ProblemGroups, withExamples } from './problem-groups.js';
import type { CreateReport, ReportContext } from './report.js';
import { summaryLine } from './summary-line.js';

const INDENT = '    ';

/** A frame is at most this wide, and left out where the terminal is narrower than the least, in columns. */
const MAX_FRAME = 120;
const MIN_FRAME = 70;

/** The report for people: equal problems grouped, each with its place, the fault, and the fix. */
export const prettyReport: CreateReport = (context) => {
  const groups = new ProblemGroups();
  const { columns } = context;
  const frames = context.frames && (columns === undefined || columns >= MIN_FRAME);
  return {
    problem: (problem, fileIndex, frameOf) => groups.add(problem, fileIndex, frames ? frameOf : undefined),
    end(summary) {
      const { write, paint, maxProblems } = context;
      let left = maxProblems;
      let hidden = groups.ungrouped;
      const shown: ProblemGroup[] = [];
      for (const group of groups.inOrder()) {
        if (left <= 0) hidden += group.count;
        else {
          shown.push(withExamples(group, left));
          left -= group.examples.length;
        }
      }
      const widest = Math.max(
        0,
        ...shown.flatMap(({ examples }) => examples.map((problem) => placeText(problem).length)),
      );
      const writeLine = (text: string): void => {
        write(`${wrap(text, columns ?? Number.POSITIVE_INFINITY).join('\n')}\n`);
      };
      for (const group of shown) write(`${groupLines(group, Math.min(widest, 48), context).join('\n')}\n\n`);
      if (hidden > 0) writeLine(`${paint.dim(hiddenText(hidden))}\n`);
      const rule = shown[0]?.examples[0]?.rule;
      if (rule !== undefined) writeLine(paint.dim(`copilot-events explain ${rule} says more`));
      writeLine(summaryLine(summary, paint));
      const outside = outsideSpecText(summary, context.events);
      if (outside !== '') writeLine(paint.dim(outside));
    },
  };
};

function groupLines(group: ProblemGroup, placeWidth: number, context: ReportContext): string[] {
  const { paint } = context;
  const lines: string[] = [];
  const { examples } = group;
  examples.forEach((problem, index) => {
    lines.push(...headLines(problem, placeWidth, context));
    if (index === 0 && group.frame !== undefined)
      lines.push(...frameLines(drawFrame(group.frame, frameWidth(context)), problem, context));
    const next = examples[index + 1];
    lines.push(...relatedTexts(problem).flatMap((text) => indented(text, context)));
    // What the next example says again word for word is said once, after the last that shares it.
    if (next === undefined || contextText(next) !== contextText(problem)) {
      lines.push(...indented(contextText(problem), context).map((line) => paint.dim(line)));
    }
    if (problem.hint !== undefined && next?.hint !== problem.hint) {
      lines.push(
        ...indented(`hint: ${problem.hint}`, context).map((line) => line.replace('hint:', paint.cyan('hint:'))),
      );
    }
  });
  if (group.count > examples.length) lines.push(paint.dim(`${INDENT}${moreText(group)}`));
  return lines;
}

function frameWidth({ columns }: ReportContext): number {
  return Math.min(columns ?? MAX_FRAME, MAX_FRAME) - INDENT.length;
}

function frameLines({ gutter, code, carets }: CodeFrame, { severity }: Problem, { paint }: ReportContext): string[] {
  const bar = `${' '.repeat(gutter.length - 2)}│ `;
  const mark = severity === 'error' ? paint.red(carets) : paint.yellow(carets);
  return [`${INDENT}${paint.dim(gutter)}${code}`, `${INDENT}${paint.dim(bar)}${mark}`];
}

/** A message does not start in less room than this, but on the line below. */
const MIN_MESSAGE_WIDTH = 24;

/** Place, severity, message and rule; what does not fit on the line goes on below, indented. */
function headLines(problem: Problem, placeWidth: number, { paint, columns }: ReportContext): string[] {
  const place = placeText(problem);
  const padding = ' '.repeat(Math.max(0, placeWidth - place.length));
  const mark = problem.severity === 'error' ? `${paint.red('error')}  ` : paint.yellow('warning');
  const start = `${paint.bold(place)}${padding}  ${mark}`;
  const rule = paint.dim(problem.rule);
  if (columns === undefined) return [`${start}  ${problem.message}  ${rule}`];

  const room = columns - Math.max(placeWidth, place.length) - '  warning  '.length;
  const width = Math.max(40, columns - INDENT.length);
  const [first = '', ...rest] =
    room < MIN_MESSAGE_WIDTH ? ['', ...wrap(problem.message, width)] : wrap(problem.message, width, room);
  const lines = [`${start}  ${first}`.trimEnd(), ...rest.map((line) => INDENT + line)];
  const last = rest.at(-1) ?? first;
  if (last.length + 2 + problem.rule.length <= (rest.length === 0 ? room : width))
    lines.push(`${lines.pop()}  ${rule}`);
  else lines.push(INDENT + rule);
  return lines;
}

function indented(text: string, { columns }: ReportContext): string[] {
  if (text === '') return [];
  const lines = columns === undefined ? [text] : wrap(text, Math.max(40, columns - INDENT.length));
  return lines.map((line) => INDENT + line);
}
