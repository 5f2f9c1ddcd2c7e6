import type { ExampleGroup } from '../../report/html/report-document.js';

/** Which groups of problems are shown; an empty text shows all. */
export interface GroupFilter {
  readonly text: string;
  readonly severity: '' | 'error' | 'warning';
  readonly rule: string;
  readonly event: string;
  readonly conversation: string;
}

export const EVERY_GROUP: GroupFilter = { text: '', severity: '', rule: '', event: '', conversation: '' };

/** The groups that a filter shows. Conversations and texts are searched in the examples only. */
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
