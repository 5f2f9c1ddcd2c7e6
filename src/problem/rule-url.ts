const RULES_PAGE = 'https://github.com/copilot-events/copilot-events/blob/main/docs/reference/rules.md';

/** Where a rule is explained: its heading on the page that `explain` and docs/reference/rules.md share. */
export function ruleUrl(rule: string): string {
  return `${RULES_PAGE}#${rule.replace('/', '')}`;
}
