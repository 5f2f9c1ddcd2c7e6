import type { CheckRecord } from '../check/check-record.js';
import type { ConversationCheck } from '../check/conversation-check.js';
import type { FastPath } from '../check/fast-path.js';
import type { MessageIdCheck } from '../check/message-ids/message-id-check.js';
import type { ReadOptions } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import type { Checkpoint } from './checkpoint.js';
import type { DryRun } from './dry-run.js';
import type { Endpoint } from './endpoint.js';
import type { SendLimits } from './limits.js';
import type { CallOptions } from './outgoing-call.js';
import type { ProxyRoute } from './proxy.js';
import type { Transport } from './recording-client.js';
import type { Selects } from './selection.js';

/** Everything that a run of `send` needs to know before it begins. */
export interface SendPlan extends CallOptions {
  readonly sources: readonly Source[];
  readonly read: ReadOptions;
  readonly check: CheckRecord;
  /** Accepts records without that check. Its scanner makes the facts of records, and it has no workers. */
  readonly fastPath: FastPath;
  /** A new check across records; undefined if the rules need none. */
  readonly conversations: () => ConversationCheck | undefined;
  /** A new check of the `messageId` of calls beside each other; undefined if that is no error. */
  readonly messageIds: () => MessageIdCheck | undefined;
  /** Whether a rule across records is an error, so that the logs are read twice. */
  readonly hasLateErrors: boolean;
  /** Undefined if all records are asked for. */
  readonly selects: Selects | undefined;
  readonly endpoint: Endpoint;
  readonly proxy: ProxyRoute | undefined;
  /** Undefined for `fetch`. */
  readonly transport: Transport | undefined;
  readonly writeKey: string;
  /** Set for a run that sends nothing. */
  readonly dryRun: DryRun | undefined;
  readonly checkpoint: Checkpoint | undefined;
  /** Events per second; 0 for no limit. */
  readonly rate: number;
  /** Batches at a time. */
  readonly concurrency: number;
  /** How many records are sent at most; undefined for all. */
  readonly limit: number | undefined;
  /** Whether nothing is sent if a record would be rejected. */
  readonly allOrNothing: boolean;
  /** Whether records without a timestamp are counted before anything is sent. */
  readonly countsStamped: boolean;
  /** Whether records that share a messageId are counted before anything is sent. */
  readonly countsSharedIds: boolean;
  readonly limits: SendLimits;
}
