import { ruleUrl } from '../problem/rule-url.js';
import type { ExplainedRule } from './explained-rules.js';
import { EXPLAINED_RULES, settingOf, shownLog } from './explained-rules.js';

const HEAD = `# Rules

What each rule means, why it matters, and how to fix what it finds. \`copilot-events explain <rule>\` prints the same. An error makes a
record invalid; a warning does not. [Setting rules](configuration.md#setting-rules) says how to change the level of a rule.

<!-- Generated from src/rules/ by \`npm run docs\`. -->
`;

function levelText({ level }: ExplainedRule): string {
  return level === 'off' ? 'off by default' : `${level} by default`;
}

function section(explained: ExplainedRule): string {
  const { rule, summary, meaning, why, bad, good, fix, silence, options } = explained;
  const { flag, config } = settingOf(explained);
  const having = options === undefined ? '' : `, with \`${options.join(' ')}\``;
  return [
    `## ${rule}`,
    `_${levelText(explained)}_: ${summary}.`,
    meaning,
    `**Why it matters.** ${why}`,
    ...(bad === undefined ? [] : [`Bad${having}:`, `\`\`\`\n${shownLog(bad)}\n\`\`\``]),
    ...(good === undefined ? [] : ['Good:', `\`\`\`\n${shownLog(good)}\n\`\`\``]),
    `**Fix it.** ${fix}`,
    `**${explained.level === 'off' ? 'Switch it on' : 'Silence it'}.** ${silence === undefined ? '' : `${silence} `}\`${flag}\`, or \`${config}\` in the config.`,
  ].join('\n\n');
}

/** The page `docs/reference/rules.md`. Its headings are the rules' ids, so that `ruleUrl` leads to them. */
export function rulesPage(): string {
  const rows = EXPLAINED_RULES.map(({ rule, level, summary }) => {
    const anchor = ruleUrl(rule).replace(/^[^#]*/, '');
    return `| [\`${rule}\`](${anchor}) | ${level} | ${summary} |`;
  });
  const table = ['| rule | default | problem |', '|---|---|---|', ...rows].join('\n');
  return `${[HEAD.trimEnd(), table, ...EXPLAINED_RULES.map(section)].join('\n\n')}\n`;
}
