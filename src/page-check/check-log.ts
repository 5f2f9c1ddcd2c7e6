import { createCheck } from '../check/check-record.js';
import { checkSources } from '../check/check-sources.js';
import { createConversationCheck } from '../check/conversation-check.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import { ruleLevels } from '../check/rule-levels.js';
import { SummaryCounter } from '../check/summary.js';
import { ConversationMeasures } from '../conversations/conversation-measures.js';
import { Failure } from '../failure.js';
import { DEFAULT_MAX_RECORD_SIZE } from '../input/read-records.js';
import type { Source } from '../input/text-chunks.js';
import { DocumentCollector } from '../report/html/document-collector.js';
import { fitDocument } from '../report/html/fit-document.js';
import type { ReportDocument } from '../report/html/report-document.js';
import { builtInRegistry } from '../schema/registry.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import { safeText } from '../text/safe-name.js';
import { memoryFiles } from './memory-files.js';

/** A log that the user opened. */
export interface OpenedFile {
  readonly name: string;
  /** Its bytes, from the start. Called once. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What logs in a browser are checked with. */
export interface CheckLogOptions {
  readonly tool: ReportDocument['tool'];
  /** Whether the document holds values of the log. */
  readonly showValues: boolean;
}

/** What was found, and which files could not be read to their end, and why. */
export interface CheckedLog {
  readonly document: ReportDocument;
  readonly failures: readonly string[];
}

function sourceOf({ name, open }: OpenedFile): Source {
  return {
    name,
    path: undefined,
    rereadable: false,
    async *open() {
      for await (const bytes of open()) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Failure ? error.message : String(error);
}

function textOf(error: unknown): string {
  const hint = error instanceof Failure ? error.hint : undefined;
  return hint === undefined ? messageOf(error) : `${messageOf(error)}: ${hint}`;
}

/** Checks logs as `validate --no-config` does, without anything of Node, and makes what the report page shows. */
export async function checkLog(files: readonly OpenedFile[], options: CheckLogOptions): Promise<CheckedLog> {
  const { tool, showValues } = options;
  const start = performance.now();
  const registry = builtInRegistry();
  const levelOf = ruleLevels([]);
  const temporaryFiles = new TemporaryFiles({ system: memoryFiles() });
  const measures = new ConversationMeasures();
  const conversations = createConversationCheck({
    ...{ registry, levelOf, files: temporaryFiles, measures },
    keepsEvents: true,
  });
  const collector = new DocumentCollector({
    ...{ tool, showValues, errorsOnly: false, events: registry.events, measures },
    eventsOf: (keys) => conversations?.eventsOf(keys) ?? [],
  });
  const counter = new SummaryCounter();
  const failures: unknown[] = [];
  await checkSources({
    sources: files.map(sourceOf),
    read: { inputFormat: 'auto', maxRecordSize: DEFAULT_MAX_RECORD_SIZE, keepsBytes: false },
    check: createCheck({ registry, levelOf, now: Date.now, showValues }),
    conversations,
    messageIds: createMessageIdCheck(levelOf, temporaryFiles),
    counter,
    sinks: [collector],
    stopped: () => false,
    onFailure: (error) => failures.push(error),
  });
  const durationMs = Math.round(performance.now() - start);
  const summary = {
    ...counter.summary(durationMs),
    conversations: measures.summary(),
    ...(failures.length > 0 && { failures: failures.map((error) => safeText(messageOf(error))) }),
  };
  const document = collector.document(summary, new Date());
  return {
    document: JSON.parse(fitDocument(document, Number.POSITIVE_INFINITY)) as ReportDocument,
    failures: failures.map(textOf),
  };
}
