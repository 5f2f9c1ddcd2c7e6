import type { ExampleGroup, ReportDocument } from '../../report/html/report-document.js';

/** Which groups of problems are shown; an empty text shows all. */
export interface GroupFilter {
  readonly text: string;
  readonly severity: string;
  readonly rule: string;
  readonly event: string;
  /** A part of the id of a conversation. */
  readonly conversation: string;
  readonly field: string;
  readonly release: string;
  /** A stretch of time, in milliseconds since 1970; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
}

export const EVERY_GROUP: GroupFilter = {
  text: '',
  severity: '',
  rule: '',
  event: '',
  conversation: '',
  field: '',
  release: '',
  from: '',
  to: '',
};

type Searched = Pick<ReportDocument, 'groups' | 'troubled' | 'time'>;

/** How many problems of a group lie in a stretch of time. */
export function countWithin({ span }: ExampleGroup, time: Searched['time'], from: number, to: number): number {
  if (span === undefined || time === undefined) return 0;
  return span.counts.reduce((sum, count, index) => {
    const begin = time.from + index * time.bucketMs;
    return begin < to && begin + time.bucketMs > from ? sum + count : sum;
  }, 0);
}

/** The places in the list of the groups that conversations with a part of their id in common have. */
function groupsOf(part: string, { groups, troubled }: Searched): ReadonlySet<number> {
  const listed = troubled.shown.filter(({ conversationId }) => conversationId.includes(part));
  const found = new Set(listed.flatMap((conversation) => conversation.groups));
  groups.shown.forEach(({ examples }, index) => {
    if (examples.some(({ problem }) => problem.conversationId?.includes(part))) found.add(index);
  });
  return found;
}

/** The groups that a filter shows. Texts are searched in what the report shows of a group, and in the ids of its conversations. */
export function filterGroups(document: Searched, filter: GroupFilter): readonly ExampleGroup[] {
  const { severity, rule, event, field, release } = filter;
  const [conversation, text] = [filter.conversation.trim(), filter.text.trim()];
  const ofConversation = conversation === '' ? undefined : groupsOf(conversation, document);
  const ofText = text === '' ? undefined : groupsOf(text, document);
  const [from, to] = [Number(filter.from || '-Infinity'), Number(filter.to || 'Infinity')];
  return document.groups.shown.filter((group, index) => {
    if (severity !== '' && group.severity !== severity) return false;
    if (rule !== '' && group.rule !== rule) return false;
    if (field !== '' && group.path !== field) return false;
    if (event !== '' && !group.events.shown.some(({ name }) => name === event)) return false;
    if (release !== '' && !group.releases.shown.some(({ name }) => name === release)) return false;
    if (ofConversation?.has(index) === false) return false;
    if (filter.from !== '' && countWithin(group, document.time, from, to) === 0) return false;
    return (
      ofText === undefined || ofText.has(index) || JSON.stringify(group).toLowerCase().includes(text.toLowerCase())
    );
  });
}
