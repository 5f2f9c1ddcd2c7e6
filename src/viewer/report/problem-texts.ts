import type { ExampleGroup } from '../../report/html/report-document.js';
import { markdownText } from '../../text/markdown-text.js';
import { maskedEvent } from '../model/mask.js';
import { momentOf } from '../parts/format.js';
import { placeOf } from '../parts/problem-card.js';

/** A short name of a cause for addresses, the same in every report. */
export function problemId({ rule, severity, pointer, examples }: ExampleGroup): string {
  const text = JSON.stringify([rule, severity, pointer, examples[0]?.problem.hint]);
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return (hash >>> 0).toString(36);
}

/** The message of a group: that of its first problem. */
export function messageOf({ examples, title }: ExampleGroup): string {
  return examples[0]?.problem.message ?? title;
}

/** A cause as Markdown, for an issue or a chat; its example is masked, even if the report shows values. */
export function problemMarkdown(group: ExampleGroup, showsValues: boolean): string {
  const { severity, rule, count, path, events, examples, span } = group;
  const [first] = examples;
  const lines = [`**${severity}**: ${markdownText(messageOf(group))}, ${count} times (${markdownText(rule)})`, ''];
  const hint = first?.problem.hint;
  if (hint !== undefined) lines.push(`Fix: ${markdownText(hint)}`, '');
  if (path !== '') lines.push(`- field: ${markdownText(path)}`);
  if (events.shown.length > 0) lines.push(`- events: ${events.shown.map(({ name }) => markdownText(name)).join(', ')}`);
  if (span !== undefined) lines.push(`- first seen ${momentOf(span.first)}, last seen ${momentOf(span.last)}`);
  if (first !== undefined)
    lines.push(`- first at ${markdownText(placeOf(first.problem) || `record ${first.problem.record}`)}`);
  const event = first?.record?.event;
  if (event === undefined) return `${lines.join('\n')}\n`;
  return `${lines.join('\n')}\n\n\`\`\`json\n${JSON.stringify(showsValues ? maskedEvent(event) : event, undefined, 2)}\n\`\`\`\n`;
}

/** A row of an export, by the names of its columns. */
export type ExportRow = Readonly<Record<string, string | number>>;

/** The causes as rows of an export. */
export function problemRows(groups: readonly ExampleGroup[]): ExportRow[] {
  return groups.map((group) => {
    const { rule, severity, path, count, events, releases, examples, span } = group;
    const names = (all: ExampleGroup['events']) =>
      all.shown.map(({ name, count: times }) => `${name} (${times})`).join(', ');
    return {
      severity,
      rule,
      field: path,
      message: messageOf(group),
      fix: examples[0]?.problem.hint ?? '',
      count,
      events: names(events),
      releases: names(releases),
      firstSeen: span === undefined ? '' : new Date(span.first).toISOString(),
      lastSeen: span === undefined ? '' : new Date(span.last).toISOString(),
      place: examples[0] === undefined ? '' : placeOf(examples[0].problem),
    };
  });
}
