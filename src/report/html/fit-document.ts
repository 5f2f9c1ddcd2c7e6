import { jsonText } from '../../text/json-text.js';
import type { Listed, ReportDocument, Timeline } from './report-document.js';

/** How much of each list a report shows at most; if that is too large a file, a part of it. */
const MOST = {
  rules: 200,
  events: 200,
  fields: 200,
  files: 100,
  groups: 120,
  timelines: 16,
  coverage: 200,
  fieldsOfEvent: 60,
  ratings: 50,
  entries: 75,
};

/** A report is this often cut to a half before only its numbers are left. */
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
  const troubled = shown.filter(({ errors, warnings }) => errors + warnings > 0);
  const clean = shown.filter(({ errors, warnings }) => errors + warnings === 0);
  const kept = new Set([...troubled, ...clean].slice(0, most));
  return { shown: shown.filter((file) => kept.has(file)), total };
}

function cut(document: ReportDocument, share: number): ReportDocument {
  const most = (list: keyof typeof MOST): number => Math.floor(MOST[list] * share);
  const { rules, events, fields, files, groups, timelines, feedback, coverage } = document;
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
    feedback: { ...feedback, ratings: first(feedback.ratings, most('ratings')) },
    coverage: { events: first({ ...coverage.events, shown: known }, most('coverage')) },
  };
}

/**
 * The document as JSON that fits into so many bytes, with as much in each list as that leaves room for. In the text are neither `<`
 * nor what moves a cursor.
 */
export function fitDocument(document: ReportDocument, mostBytes: number): string {
  let text = '';
  for (let halvings = 0; halvings <= HALVINGS; halvings++) {
    text = jsonText(cut(document, halvings === HALVINGS ? 0 : 2 ** -halvings)).replaceAll('<', '\\u003c');
    if (Buffer.byteLength(text) <= mostBytes) break;
  }
  return text;
}
