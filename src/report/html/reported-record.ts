import type { Problem } from '../../problem/problem.js';
import { conversationIdOf } from '../../record/conversation-id.js';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { timeOf } from '../../schema/date-time.js';
import { safeName } from '../../text/safe-name.js';
import { payloadExcerpt } from './payload-excerpt.js';
import type { RecentRecord } from './recent-records.js';
import type { ReportedRecord } from './report-document.js';
import { MAX_FILE_NAME, shownProblem } from './shown-problem.js';

/** How many problems of one record are shown. */
const MAX_PROBLEMS = 20;

/** A record with its place and result. */
export interface RecordToShow extends Omit<RecentRecord, 'text'> {
  /** Undefined if it could not be read. */
  readonly value: JsonObject | undefined;
  /** All problems that were found, where only some of them are shown. Default: `problems`. */
  readonly found?: readonly Problem[];
}

function idIn(value: unknown, key: string): string | undefined {
  const id = isObject(value) ? value[key] : undefined;
  return typeof id === 'string' && id !== '' ? safeName(id) : undefined;
}

/** A record as a report shows it. A copy: it holds on to nothing of the record. */
export function reportedRecord(record: RecordToShow, showValues: boolean): ReportedRecord {
  const { file, number, line, name, valid, value, found = record.problems } = record;
  const problems = record.problems.slice(0, MAX_PROBLEMS).map(shownProblem);
  const id = conversationIdOf(value, found);
  const conversationId = id === undefined ? undefined : safeName(id);
  const messageId = idIn(value?.['properties'], 'messageId');
  const at = typeof value?.['timestamp'] === 'string' ? timeOf(value['timestamp']) : Number.NaN;
  const pointers = record.problems.slice(0, MAX_PROBLEMS).map(({ pointer }) => pointer);
  const shown: ReportedRecord = {
    file: safeName(file, MAX_FILE_NAME),
    number,
    line,
    name,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(Number.isNaN(at) ? {} : { at }),
    valid,
    problems,
    ...(value === undefined ? {} : { event: payloadExcerpt(value, { showValues, pointers }) }),
  };
  return JSON.parse(JSON.stringify(shown)) as ReportedRecord;
}
