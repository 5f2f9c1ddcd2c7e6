import type { ExplainedRule } from '../../../explain/explained-rules.js';
import { settingOf, shownLog } from '../../../explain/explained-rules.js';
import type { Level } from '../../../problem/problem.js';
import { ruleUrl } from '../../../problem/rule-url.js';
import type { Paint } from '../../../text/paint.js';
import { PLAIN } from '../../../text/paint.js';
import { wrap } from '../../../text/wrap.js';

/** How explanations are set: colours, and the width of the terminal; undefined where there is none. */
export interface Setting {
  readonly paint: Paint;
  readonly columns: number | undefined;
}

const INDENT = '    ';
/** Longer lines than this are no pleasure to read, however wide the terminal. */
const WIDEST = 100;

function levelMark(level: Level, paint: Paint): string {
  if (level === 'error') return paint.red(level);
  return level === 'warning' ? paint.magenta(level) : paint.dim(level);
}

/** A paragraph; what stands in backticks is bold instead, where there are styles. */
function paragraph(text: string, { paint, columns }: Setting): string {
  const lines = columns === undefined ? [text] : wrap(text, Math.max(40, Math.min(columns, WIDEST)));
  const whole = lines.join('\n');
  // Line by line, as a style that runs over a line's end styles what a pager puts there.
  const bold = (code: string): string =>
    code
      .split('\n')
      .map((line) => paint.bold(line))
      .join('\n');
  return paint === PLAIN ? whole : whole.replace(/`([^`]+)`/g, (_, code: string) => bold(code));
}

function log(sample: NonNullable<ExplainedRule['bad']>): string {
  return shownLog(sample)
    .split('\n')
    .map((line) => INDENT + line)
    .join('\n');
}

/** All that there is to say of one rule, ending in a line feed. */
export function explainText(explained: ExplainedRule, setting: Setting): string {
  const { rule, level, summary, meaning, why, bad, good, fix, silence, options } = explained;
  const { paint } = setting;
  const say = (text: string): string => paragraph(text, setting);
  const { flag, config } = settingOf(explained);
  const having = options === undefined ? '' : ` (with ${options.join(' ')})`;
  const set = `${silence === undefined ? '' : `${silence} `}\`${flag}\`, or in the config:`;
  return `${[
    `${paint.bold(rule)}  ${levelMark(level, paint)}${paint.dim(' by default')}\n${say(summary)}`,
    say(meaning),
    `${paint.bold('Why it matters')}\n${say(why)}`,
    ...(bad === undefined ? [] : [`${paint.red('✖')} ${paint.bold('Bad')}${having}\n${log(bad)}`]),
    ...(good === undefined ? [] : [`${paint.green('✔')} ${paint.bold('Good')}\n${log(good)}`]),
    `${paint.bold('Fix it')}\n${say(fix)}`,
    `${paint.bold(level === 'off' ? 'Switch it on' : 'Silence it')}\n${say(set)}\n${INDENT}${config}`,
    paint.dim(ruleUrl(rule)),
  ].join('\n\n')}\n`;
}

/** All rules, each with its level and its summary, in their groups. */
export function ruleList(rules: readonly ExplainedRule[], { paint, columns }: Setting): string {
  const widest = Math.max(...rules.map(({ rule }) => rule.length));
  const lines: string[] = [];
  let group: string | undefined;
  for (const { rule, level, summary } of rules) {
    const own = rule.slice(0, rule.indexOf('/'));
    if (group !== undefined && own !== group) lines.push('');
    group = own;
    const before = widest + '  warning  '.length;
    const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(16, columns - before);
    const [first = '', ...rest] = wrap(summary, room);
    lines.push(
      `${paint.bold(rule)}${' '.repeat(widest - rule.length)}  ${levelMark(level, paint)}${' '.repeat(9 - level.length)}${first}`,
      ...rest.map((line) => ' '.repeat(before) + line),
    );
  }
  return `${lines.join('\n')}\n`;
}
