import type { CheckResult } from '../../check/check-result.js';
import type { ConversationKey } from '../../conversations/conversation-key.js';
import { conversationKey } from '../../conversations/conversation-key.js';
import type { Problem } from '../../problem/problem.js';
import { conversationIdOf } from '../../record/conversation-id.js';
import { HASH_WORDS, hashId } from '../../record/id-hash.js';
import type { JsonObject } from '../../record/record.js';
import { safeName } from '../../text/safe-name.js';
import type { RecordContents } from './record-contents.js';
import { MAX_PROBLEMS } from './record-contents.js';
import type { ReportedRecord } from './report-document.js';
import { MAX_FILE_NAME, shownId, shownProblem } from './shown-problem.js';

/** What is known of a record with problems besides them: plain data, which a shard has, too. */
export interface SeenRecord {
  /** The name that it is counted under. */
  readonly name: string;
  /** Its timestamp in milliseconds since 1970; absent if it has none. */
  readonly at?: number;
  /** "" if it names none. */
  readonly release: string;
  /** Its conversation: the id as it is shown, and its key. */
  readonly conversation?: { readonly id: string; readonly key: ConversationKey };
  /** How many bytes it has. */
  readonly bytes: number;
}

/** A record with problems, or an invalid one. */
export interface TroubledRecord extends SeenRecord {
  /** The place of its file among all files, from 0. */
  readonly fileIndex: number;
  readonly file: string;
  readonly number: number;
  readonly line: number;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** All of its problems, those in a baseline included. */
  readonly all: readonly Problem[];
  /** Keeps its contents, and returns what makes them. Called only if they may be shown. */
  readonly keep: () => () => RecordContents;
}

const hash = new Int32Array(HASH_WORDS);

/** The key of the conversation with an id. */
export function keyOfId(id: string): ConversationKey {
  hashId(id, hash);
  return conversationKey(hash, 0);
}

/** The conversation that a record belongs to, even if it names it wrongly. */
export function conversationIn(
  { call, problems, all = problems }: CheckResult,
  value: JsonObject | undefined,
): Pick<SeenRecord, 'conversation'> {
  const id = call === undefined || call === 'track' ? conversationIdOf(value, all) : undefined;
  return id === undefined ? {} : { conversation: { id: shownId(id), key: keyOfId(id) } };
}

/** What `reportedRecord` shows of a record besides its contents. */
interface RecordToShow extends Pick<TroubledRecord, 'file' | 'number' | 'line' | 'name' | 'valid' | 'problems'> {
  readonly conversation?: { readonly id: string };
  readonly at?: number | undefined;
}

/** A record as a report shows it. */
export function reportedRecord(
  { file, number, line, name, conversation, at, valid, problems }: RecordToShow,
  { messageId, event }: RecordContents,
): ReportedRecord {
  return {
    ...{ file: safeName(file, MAX_FILE_NAME), number, line, name },
    ...(conversation === undefined ? {} : { conversationId: conversation.id }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(at === undefined ? {} : { at }),
    ...{ valid, problems: problems.slice(0, MAX_PROBLEMS).map(shownProblem) },
    ...(event === undefined ? {} : { event }),
  };
}
