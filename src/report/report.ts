import type { CheckResult } from '../check/check-result.js';
import type { Sink } from '../check/check-sources.js';
import type { RepeatedRecord } from '../check/repeated-record.js';
import type { Summary } from '../check/summary.js';
import type { ConversationMeasures } from '../conversations/conversation-measures.js';
import type { Problem } from '../problem/problem.js';
import type { EventSchema } from '../schema/event-schema.js';
import type { KnownEvent } from '../schema/known-event.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { Paint } from '../text/paint.js';
import type { FrameTexts } from './code-frame.js';
import type { PartSink } from './html/parts.js';
import type { CoveredEvent } from './html/spec-coverage.js';
import type { EventsOf } from './html/troubled-conversations.js';

/** What a report is made with. */
export interface ReportContext {
  /** Where the report goes; text piece by piece, or its bytes, which are copied. */
  readonly write: (text: string | Buffer) => void;
  /** Waits until more may be written; for a report that writes much at its end. */
  readonly drain: () => Promise<void> | undefined;
  /**
   * Temporary files for a report that has to sort its problems, if some are known only at the end of the log; undefined if all
   * come in the order of their places.
   */
  readonly lateFiles: TemporaryFiles | undefined;
  readonly paint: Paint;
  /** The width of the terminal; undefined where there is none, and nothing is wrapped. */
  readonly columns: number | undefined;
  /** Whether the reports for people show the record around a problem. */
  readonly frames: boolean;
  /** How many problems the formats for people show. */
  readonly maxProblems: number;
  /** A file's path for a service that knows the repository: from its root, with forward slashes; absolute if it lies elsewhere. */
  readonly pathOf: (file: string) => string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Whether values of the log may be shown. */
  readonly showValues: boolean;
  /** Whether reports get errors only. */
  readonly errorsOnly: boolean;
  /** The field that names the release of an event, with dots between its keys. Default: that of the format. */
  readonly releaseField?: string | undefined;
  /** What the conversations are like, once `end` is called; undefined if no rule about conversations is on. */
  readonly measures: ConversationMeasures | undefined;
  /** The events that are known, for a report that says which never came up. */
  readonly events: readonly KnownEvent[];
  /** The schemas of these events, or what shards have of them. */
  readonly schemas: readonly (EventSchema | CoveredEvent)[];
  /** Finds the events of conversations, once `end` is called. Default: they are not at hand. */
  readonly eventsOf?: EventsOf | undefined;
}

/**
 * One format: gets the problems as they are found and the summary last. Keeps a bounded amount of them. A report that is one
 * document shows the same whatever the order in which the problems come.
 */
export interface Report {
  /**
   * Adds a problem.
   * @param fileIndex the place of its file among the files of the run, from 0
   * @param frameOf makes the texts around the value at fault; undefined if the problem shows only at the end of the log
   */
  problem(problem: Problem, fileIndex: number, frameOf?: () => FrameTexts | undefined): void;
  /**
   * Adds the problems of a record whose findings are known from another one.
   * @returns false if `problem` has to be called with each. Default: it always has to.
   */
  repeated?(record: RepeatedRecord, fileIndex: number): boolean;
  /** Gets the records, too; only for a report that shows more of a log than its problems. */
  readonly records?: Pick<Sink<CheckResult>, 'beginFile' | 'write' | 'writeRepeated' | 'writeAccepted' | 'writeLate'>;
  /** Gets what shards have of the records, in place of `records`. */
  readonly parts?: PartSink;
  end(summary: Summary): void | Promise<void>;
}

/** Makes a report of one format. */
export type CreateReport = (context: ReportContext) => Report;
