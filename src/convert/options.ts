import type { ReaderOptions } from './reader.js';
import type { Where } from './select-records.js';
import type { WriteOptions } from './write-events.js';

/** What a run of `convert` is asked for. */
export interface ConvertOptions {
  /** The name of a format, or `auto`. */
  readonly from: string;
  readonly reader: ReaderOptions;
  /** Tools that draw a widget: what they show is a component. */
  readonly components: ReadonlySet<string>;
  readonly where: readonly Where[];
  /** One id for all that has none. */
  readonly conversationId: string | undefined;
  /** `file`, `history`, `trace`, or a path in the records. */
  readonly conversationIdFrom: string | undefined;
  readonly userId: string | undefined;
  readonly userIdFrom: string | undefined;
  /** An id for all, or `conversation` for the id of the conversation. */
  readonly anonymousId: string | undefined;
  /** Whether events have no timestamps. */
  readonly noTimestamps: boolean;
  /** How many conversations are written. */
  readonly limit: number;
  readonly write: Omit<WriteOptions, 'format'>;
}

/** What `--anonymous-id` and `--conversation-id-from` mean by these words. */
export const CONVERSATION = 'conversation';
export const FILE = 'file';
export const HISTORY = 'history';
export const TRACE = 'trace';
