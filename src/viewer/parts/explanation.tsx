import type { ComponentChildren } from 'preact';
import type { ExplainedRule } from '../../explain/explained-rules.js';
import { EXPLAINED_RULES, settingOf } from '../../explain/explained-rules.js';

const BY_RULE: ReadonlyMap<string, ExplainedRule> = new Map(EXPLAINED_RULES.map((rule) => [rule.rule, rule]));

/** Plain text in which code stands in backticks. */
function withCode(text: string): ComponentChildren[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index}`}>{part}</code> : part));
}

/** The explanation of a rule, collapsed; nothing for a rule without one. */
export function Explanation({ rule }: { readonly rule: string }) {
  const explained = BY_RULE.get(rule);
  if (explained === undefined) return null;
  const { meaning, why, fix, silence } = explained;
  return (
    <details class="explanation">
      <summary>What this means, and how to fix it</summary>
      <p>{withCode(meaning)}</p>
      <p>
        <strong>Why it matters.</strong> {withCode(why)}
      </p>
      <p>
        <strong>Fix.</strong> {withCode(fix)}
      </p>
      <p class="muted">
        <strong>{explained.level === 'off' ? 'Switch it on.' : 'Ignore this rule.'}</strong>{' '}
        {silence !== undefined && [...withCode(silence), ' ']}
        <code>{settingOf(explained).flag}</code>
      </p>
    </details>
  );
}
