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
    repeated: (record, fileIndex) => groups.addRepeated(record, fileIndex, context.errorsOnly),
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
      const placeWidth = Math.min(widest, widestPadding(columns));
      for (const group of shown) write(`${groupLines(group, placeWidth, context).join('\n')}\n\n`);
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
        ...indented(`hint: ${problem.hint}`, context).map((line) => line.replace('hint:', paint.bold('hint:'))),
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
  const mark = severity === 'error' ? paint.red(carets) : paint.magenta(carets);
  return [`${INDENT}${paint.dim(gutter)}${code}`, `${INDENT}${paint.dim(bar)}${mark}`];
}

/** Between a place and its message. */
const MARK_WIDTH = '  warning  '.length;

/** A message does not start in less room than this, but on the line below. */
const MIN_MESSAGE_WIDTH = 24;

/** Places are padded to one width, so that messages begin in one column, where that leaves messages this much room. */
const MESSAGE_WIDTH = 40;
const MAX_PADDING = 48;

function widestPadding(columns = Number.POSITIVE_INFINITY): number {
  return Math.max(0, Math.min(MAX_PADDING, columns - MARK_WIDTH - MESSAGE_WIDTH));
}

/** Place, severity, message and rule; what does not fit on the line goes on below, indented. */
function headLines(problem: Problem, placeWidth: number, { paint, columns }: ReportContext): string[] {
  const place = placeText(problem);
  const padding = ' '.repeat(Math.max(0, placeWidth - place.length));
  const mark = problem.severity === 'error' ? `${paint.red('error')}  ` : paint.magenta('warning');
  const rule = paint.dim(problem.rule);
  if (columns === undefined) return [`${paint.bold(place)}${padding}  ${mark}  ${problem.message}  ${rule}`];

  const width = Math.max(40, columns - INDENT.length);
  const room = columns - Math.max(placeWidth, place.length) - MARK_WIDTH;
  // Where the place leaves no room, the severity begins the line below.
  const isBelow = room < MIN_MESSAGE_WIDTH;
  const firstWidth = isBelow ? width - MARK_WIDTH + '  '.length : room;
  const [first = '', ...rest] = wrap(problem.message, width, firstWidth);
  const lines = [
    `${paint.bold(place)}${isBelow ? `\n${INDENT}` : `${padding}  `}${mark}  ${first}`,
    ...rest.map((line) => INDENT + line),
  ];
  const last = rest.at(-1) ?? first;
  if (last.length + 2 + problem.rule.length <= (rest.length === 0 ? firstWidth : width))
    lines.push(`${lines.pop()}  ${rule}`);
  else lines.push(INDENT + rule);
  return lines;
}

function indented(text: string, { columns }: ReportContext): string[] {
  if (text === '') return [];
  const lines = columns === undefined ? [text] : wrap(text, Math.max(40, columns - INDENT.length));
  return lines.map((line) => INDENT + line);
}
