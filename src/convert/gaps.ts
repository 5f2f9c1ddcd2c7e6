import { Failure } from '../failure.js';
import { countOf } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { ConvertOptions } from './options.js';
import { FILE, HISTORY, TRACE } from './options.js';

/** What the transcripts do not tell, and nobody may guess. */
export interface Gaps {
  /** Conversations without a user. */
  users: number;
  /** Exchanges without a conversation id. */
  ids: number;
  /** Conversations without any time. */
  times: number;
  /** Times without a time zone. */
  zones: number;
}

/** What is asked, and the flags that answer it. */
interface Question {
  readonly what: string;
  readonly flags: string;
}

/** Where ids were to be found. */
type Given = Pick<ConvertOptions, 'userIdFrom' | 'conversationIdFrom'>;

/** Where users stand in records, for hints. */
export const USER_PATHS: readonly string[] = [
  'user_id',
  'userId',
  'user',
  'customer_id',
  'metadata.user_id',
  'metadata.userId',
  'request.user',
  'request.metadata.user_id',
  'request.safety_identifier',
  'body.user',
  'input.user',
  'kwargs.user',
  'input_user',
  'safety_identifier',
  'extra.metadata.user_id',
];

/** That the path which was given for an id leads to none; nothing if no path was given. */
function notAt(path: string | undefined): string {
  const isPath = path !== undefined && ![FILE, HISTORY, TRACE].includes(path);
  return isPath ? ` (no id stands at ${safeName(path)})` : '';
}

/** The flags that answer each question. */
function questions(gaps: Gaps, { userPath, hasTraces }: Known, given: Given): Question[] {
  // What belongs to no conversation yet is counted by itself.
  const held = (count: number): string =>
    gaps.ids === 0
      ? countOf(count, 'conversation')
      : countOf(count, 'conversation or request', 'conversations or requests');
  const found = userPath === undefined ? '' : ` (${userPath} is there)`;
  return [
    {
      count: gaps.users,
      what: `the user of ${held(gaps.users)}${notAt(given.userIdFrom)}`,
      flags: `--user-id <id>, --user-id-from <path>${found} or --anonymous-id conversation for the user`,
    },
    {
      count: gaps.ids,
      what: `the conversation of ${countOf(gaps.ids, 'request or message', 'requests or messages')}${notAt(given.conversationIdFrom)}`,
      flags: `--conversation-id-from <path|file|${hasTraces ? 'trace|' : ''}history> or --conversation-id <id> for the conversation`,
    },
    {
      // Once their zone is known, conversations may have times.
      count: gaps.zones > 0 ? 0 : gaps.times,
      what: `any time in ${held(gaps.times)}`,
      flags: '--start <date-time> or --no-timestamps for the time',
    },
    {
      count: gaps.zones,
      what: `the time zone of ${countOf(gaps.zones, 'time')}`,
      flags: '--time-zone <name> for the time zone',
    },
  ].filter(({ count }) => count > 0);
}

/** What is known of the records, for hints. */
export interface Known {
  /** Where a user stands in some record. */
  readonly userPath: string | undefined;
  /** Whether something without a conversation is of a trace. */
  readonly hasTraces: boolean;
  /** Options that may name the columns of a table. */
  readonly proposal: readonly string[] | undefined;
}

function columnsQuestion(proposal: readonly string[]): Question {
  return {
    what: 'which columns of the table hold what',
    flags: `${proposal.join(' ')} for the columns, or what is right there`,
  };
}

/** Asks for everything that is missing, at once. @throws {Failure} if something is. */
export function askFor(gaps: Gaps, known: Known, given: Given): void {
  const { proposal } = known;
  const columns = proposal === undefined ? [] : [columnsQuestion(proposal)];
  const asked = [...columns, ...questions(gaps, known, given)];
  if (asked.length === 0) return;
  const list = asked.map(({ what }) => what);
  const last = list.pop();
  throw new Failure(
    'missing-facts',
    `the transcripts do not tell ${list.length === 0 ? last : `${list.join(', ')} and ${last}`}`,
    { hint: `give ${asked.map(({ flags }) => flags).join('; ')}` },
  );
}
