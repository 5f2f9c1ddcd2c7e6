import { jsonText } from '../../text/json-text.js';
import type { Listed, ReportDocument, Timeline } from './report-document.js';

/** How many elements of each list a report shows at most; fewer if the file becomes too large. */
const LIMITS = {
  rules: 200,
  events: 200,
  fields: 200,
  files: 100,
  groups: 120,
  timelines: 16,
  troubled: 1000,
  coverage: 200,
  fieldsOfEvent: 60,
  ratings: 50,
  entries: 75,
};

/** How often the limits are halved before all lists are dropped. */
const HALVINGS = 10;

function first<Item>({ shown, total }: Listed<Item>, most: number): Listed<Item> {
  return shown.length <= most ? { shown, total } : { shown: shown.slice(0, most), total };
}

function shorter(timeline: Timeline, most: number): Timeline {
  const { entries, after } = timeline;
  if (entries.length <= most) return timeline;
  const skipped = entries.slice(most).reduce((sum, entry) => sum + 1 + (entry.skipped ?? 0), 0);
  return { ...timeline, entries: entries.slice(0, most), after: after + skipped };
}

/** Files with problems before those without, and else as they come. */
function worstFirst({ shown, total }: ReportDocument['files'], most: number): ReportDocument['files'] {
  if (shown.length <= most) return { shown, total };
  const withProblems = shown.filter(({ errors, warnings }) => errors + warnings > 0);
  const clean = shown.filter(({ errors, warnings }) => errors + warnings === 0);
  const kept = new Set([...withProblems, ...clean].slice(0, most));
  return { shown: shown.filter((file) => kept.has(file)), total };
}

/** Without the causes that are not shown. */
function withCauses({ shown, total }: ReportDocument['troubled'], groups: number): ReportDocument['troubled'] {
  const kept = shown.map((conversation) => ({
    ...conversation,
    groups: conversation.groups.filter((index) => index < groups),
  }));
  return { shown: kept, total };
}

function cut(document: ReportDocument, share: number): ReportDocument {
  const most = (list: keyof typeof LIMITS): number => Math.floor(LIMITS[list] * share);
  const { rules, events, fields, files, groups, timelines, troubled, feedback, coverage } = document;
  const shortened = { ...timelines, shown: timelines.shown.map((timeline) => shorter(timeline, most('entries'))) };
  const known = coverage.events.shown.map((event) => ({
    ...event,
    fields: first(event.fields, most('fieldsOfEvent')),
  }));
  return {
    ...document,
    rules: first(rules, most('rules')),
    events: first(events, most('events')),
    fields: first(fields, most('fields')),
    files: worstFirst(files, most('files')),
    groups: first(groups, most('groups')),
    timelines: first(shortened, most('timelines')),
    troubled: withCauses(first(troubled, most('troubled')), most('groups')),
    feedback: { ...feedback, ratings: first(feedback.ratings, most('ratings')) },
    coverage: { events: first({ ...coverage.events, shown: known }, most('coverage')) },
  };
}

/**
 * The document as JSON of at most `maxBytes` bytes; lists are cut evenly until it fits. The text holds no `<` and no control
 * characters.
 */
export function fitDocument(document: ReportDocument, maxBytes: number): string {
  let text = '';
  for (let halvings = 0; halvings <= HALVINGS; halvings++) {
    text = jsonText(cut(document, halvings === HALVINGS ? 0 : 2 ** -halvings)).replaceAll('<', '\\u003c');
    if (Buffer.byteLength(text) <= maxBytes) break;
  }
  return text;
}
