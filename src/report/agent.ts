import type { Problem } from '../problem/problem.js';
import { EXPLANATIONS } from '../rules/rules.js';
import { SCHEMA_EXPLANATIONS } from '../rules/schema-rules.js';
import { countOf, formatCount } from '../text/count.js';
import { PLAIN } from '../text/paint.js';
import { safeName } from '../text/safe-name.js';
import { drawFrame } from './code-frame.js';
import { contextText, moreText, placeText, relatedTexts } from './place-text.js';
import type { ProblemGroup } from './problem-groups.js';
import { ProblemGroups, withExamples } from './problem-groups.js';
import type { CreateReport } from './report.js';
import { summaryLine } from './summary-line.js';

/**
 * How many bytes of UTF-8 the groups take that are shown in full, and those that are only named. Together with the lines
 * around them: about 1,500 tokens.
 */
const MAX_BYTES = 4800;
const MAX_SHORT_BYTES = 600;

/** How many kinds are looked at: more never fit. */
const MAX_GROUPS = 100;

/** How wide the line of the example is, in UTF-16 units. */
const EXAMPLE_WIDTH = 110;

/** The longest pointer that is shown, in UTF-16 units. */
const MAX_POINTER = 120;

const FALLBACK = 'change the code that writes the record; or the schema, if that is wrong';

/** What to do about a problem: its hint, else what its rule says of all such problems. */
function fixText({ hint, rule }: Problem): string {
  const explanations: Readonly<Record<string, { readonly fix: string }>> = { ...EXPLANATIONS, ...SCHEMA_EXPLANATIONS };
  return hint ?? (Object.hasOwn(explanations, rule) ? explanations[rule]?.fix : undefined) ?? FALLBACK;
}

/** ` (1,203 times)`, unless it is once. */
function timesText(count: number): string {
  return count > 1 ? ` (${formatCount(count)} times)` : '';
}

/** The lines of a group: what, where, which field, the fix, and one example of the record. */
function groupText(whole: ProblemGroup): string {
  const group = withExamples(whole, 1);
  const [problem] = group.examples;
  if (problem === undefined) return '';
  const { severity, rule, message, pointer } = problem;
  const context = contextText(problem);
  const field = pointer === '' ? 'the whole record' : safeName(pointer, MAX_POINTER);
  return [
    `${severity} ${rule}${timesText(group.count)}: ${message}`,
    `  at: ${placeText(problem)}${group.count > 1 ? `, ${moreText(group)}` : ''}`,
    ...relatedTexts(problem).map((text) => `  ${text}`),
    `  field: ${field}${context === '' ? '' : `, in ${context}`}`,
    `  fix: ${fixText(problem)}`,
    ...(group.frame === undefined ? [] : [`  record: ${drawFrame(group.frame, EXAMPLE_WIDTH).code}`]),
    '',
    '',
  ].join('\n');
}

/** Groups that do not fit, a line for each rule: `error schema/type (3 times), first at log.ndjson:7:183`. */
function shortTexts(groups: readonly ProblemGroup[]): { text: string; count: number }[] {
  const byRule = new Map<string, { start: string; place: string; count: number }>();
  for (const { severity, count, examples } of groups) {
    const [problem] = examples;
    if (problem === undefined) continue;
    const start = `${severity} ${problem.rule}`;
    const same = byRule.get(start);
    if (same === undefined) byRule.set(start, { start, place: placeText(problem), count });
    else same.count += count;
  }
  return [...byRule.values()].map(({ start, place, count }) => ({
    text: `${start}${timesText(count)}, first at ${place}\n`,
    count,
  }));
}

/** How many of the texts fit into `room` bytes, from the first on, and how many bytes are left. */
function fitting(texts: readonly string[], room: number): { count: number; left: number } {
  let left = room;
  for (const [count, text] of texts.entries()) {
    const bytes = Buffer.byteLength(text);
    if (bytes > left) return { count, left };
    left -= bytes;
  }
  return { count: texts.length, left };
}

/**
 * The groups, errors and the most frequent first: in full as long as they fit into `MAX_BYTES`, the others by rule in
 * `MAX_SHORT_BYTES`. Empty if there are none.
 */
export function groupsText(groups: ProblemGroups): string {
  const { shown, hidden } = groups.mostFrequent(MAX_GROUPS);
  const rule = shown[0]?.examples[0]?.rule;
  if (rule === undefined) return '';
  const texts = shown.map(groupText);
  const { count: full, left } = fitting(texts, MAX_BYTES);
  const others = shortTexts(shown.slice(full));
  const { count: short } = fitting(
    others.map(({ text }) => text),
    left + MAX_SHORT_BYTES,
  );
  const lines = others.slice(0, short).map(({ text }) => text);
  const rest = others.slice(short).reduce((sum, { count }) => sum + count, hidden);
  return [
    ...texts.slice(0, full),
    ...lines,
    ...(rest > 0 ? [`and ${countOf(rest, 'problem')} of other kinds; -f ndjson shows all\n`] : []),
    `copilot-events explain ${rule} says more\n`,
  ].join('');
}

/**
 * The report for coding agents, which pay for each word: the result first, then one group for each cause. Texts of the log are
 * masked as in the other reports.
 */
export const agentReport: CreateReport = ({ write, frames, errorsOnly }) => {
  const groups = new ProblemGroups();
  return {
    problem: (problem, fileIndex, frameOf) => groups.add(problem, fileIndex, frames ? frameOf : undefined),
    repeated: (record, fileIndex) => groups.addRepeated(record, fileIndex, errorsOnly),
    end(summary) {
      const text = groupsText(groups);
      write(`${summaryLine(summary, PLAIN)}\n${text === '' ? '' : `\n${text}`}`);
    },
  };
};
