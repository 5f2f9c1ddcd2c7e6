import type { ExampleGroup } from '../../report/html/report-document.js';

/** What of the groups of problems is shown; an empty text shows all. */
export interface GroupFilter {
  readonly text: string;
  readonly severity: '' | 'error' | 'warning';
  readonly rule: string;
  readonly event: string;
  readonly conversation: string;
}

export const EVERY_GROUP: GroupFilter = { text: '', severity: '', rule: '', event: '', conversation: '' };

/** The groups that a filter lets through. A conversation or a text is looked for in the examples, which are all that there is. */
export function filterGroups(groups: readonly ExampleGroup[], filter: GroupFilter): readonly ExampleGroup[] {
  const { severity, rule, event, conversation } = filter;
  const text = filter.text.trim().toLowerCase();
  return groups.filter((group) => {
    if (severity !== '' && group.severity !== severity) return false;
    if (rule !== '' && group.rule !== rule) return false;
    if (event !== '' && group.event !== event) return false;
    const { examples } = group;
    if (conversation !== '' && !examples.some(({ problem }) => problem.conversationId?.includes(conversation)))
      return false;
    return text === '' || JSON.stringify(group).toLowerCase().includes(text);
  });
}
