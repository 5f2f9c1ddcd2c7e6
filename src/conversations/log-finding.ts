import type { Finding } from '../problem/finding.js';
import type { BrokenRule } from './conversation-fold.js';
import type { ValuePlace } from './fact-row.js';
import { IS_VALID } from './fact-row.js';

/** A finding at the end of the log, with all that its problem needs. Plain values. */
export interface LogFinding {
  readonly finding: Finding;
  /** The number of the file in the order given. */
  readonly file: number;
  readonly record: number;
  readonly place: ValuePlace;
  /** The event as it is written; undefined if there is none. */
  readonly event: string | undefined;
  readonly conversationId: string | undefined;
  /** Whether its record has no error of its own. */
  readonly isValid: boolean;
  /** Whether a record may be the reason of which nobody can tell the conversation. */
  readonly mayFollow: boolean;
  /** When its record happened, in milliseconds since 1970; undefined if it has no time of its own. */
  readonly at: number | undefined;
}

/** What is known of a record besides its row. */
interface FoundEvent {
  readonly event: string | undefined;
  /** The spec event that the name stands for, under the first of its names; undefined for others. */
  readonly specEvent: string | undefined;
  /** The names of the files by their numbers. */
  readonly fileNames: readonly string[];
}

/** The finding for a record that breaks a rule. */
export function logFinding(
  { rule, record, before, mayFollow }: Omit<BrokenRule, 'unlessIdStarts'>,
  { event, specEvent, fileNames }: FoundEvent,
): LogFinding {
  const finding = rule.finding({ start: record.start(fileNames), event: specEvent }, before);
  return {
    finding,
    file: record.file,
    record: record.record,
    place: record.placeOf(finding.pointer),
    event,
    conversationId: undefined,
    isValid: record.has(IS_VALID),
    mayFollow,
    at: Number.isNaN(record.ownTime) ? undefined : record.ownTime,
  };
}
