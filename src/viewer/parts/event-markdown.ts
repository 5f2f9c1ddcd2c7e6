import { markdownText } from '../../text/markdown-text.js';
import type { Entry } from '../model/entry.js';
import { maskedEvent } from '../model/mask.js';

/** An event with its problems as Markdown, for an issue or a chat; its values are masked. */
export function eventMarkdown({ name, problems, event }: Entry): string {
  const lines = problems.map(({ severity, message, hint, rule }) => {
    const fix = hint === undefined ? '' : `. Fix: ${markdownText(hint)}`;
    return `- **${severity}**: ${markdownText(message)} (${markdownText(rule)})${fix}`;
  });
  const json = event === undefined ? '' : `\n\`\`\`json\n${JSON.stringify(maskedEvent(event), undefined, 2)}\n\`\`\`\n`;
  return `**${markdownText(name)}**\n\n${lines.join('\n')}\n${json}`;
}
