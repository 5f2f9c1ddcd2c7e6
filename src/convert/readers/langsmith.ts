import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { inputMessages, langChainEntries, outputMessages } from '../langchain-messages.js';
import type { Action, Entry, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { asUtc } from '../times.js';
import { firstId, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';

const isRun = (value: unknown): value is JsonObject =>
  isObject(value) &&
  typeof value['run_type'] === 'string' &&
  ['trace_id', 'dotted_order', 'inputs', 'start_time', 'child_runs'].some((key) => key in value);

const isFeedback = (value: JsonObject): boolean =>
  idIn(value['run_id']) !== undefined && textIn(value['key']) !== undefined && ('score' in value || 'value' in value);

/** The runs of a record: itself, a list, or what the SDK sends. */
function runsIn(value: JsonObject): JsonObject[] {
  if (isRun(value)) return [value];
  const runs = objectsIn(value['runs']);
  if (runs.length > 0 && runs.every(isRun)) return runs;
  return isBatch(value) ? [...objectsIn(value['post']), ...objectsIn(value['patch'])] : [];
}

/** Whether a record is what the SDK sends: runs as they begin, and what they end with. */
function isBatch({ post, patch }: JsonObject): boolean {
  const runs = [...objectsIn(post), ...objectsIn(patch)];
  return runs.length > 0 && runs.every((run) => 'dotted_order' in run || 'trace_id' in run || 'run_type' in run);
}

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isRun(value)) return 'run_type';
  if (isFeedback(value)) return 'run_id and key';
  return runsIn(value).length > 0 ? (isBatch(value) ? 'post and patch' : 'runs') : undefined;
}

/** The id of a run: a patch may only tell it in its order, whose last part it ends. */
function runId(run: JsonObject): string | undefined {
  const order = textIn(run['dotted_order'])?.split('.').at(-1);
  return idIn(run['id']) ?? order?.slice(order.indexOf('Z') + 1);
}

/** Whether no other run started it. */
function isRoot({ parent_run_id: parent, dotted_order: order, trace_id: trace, id }: JsonObject): boolean {
  if (idIn(parent) !== undefined) return false;
  if (typeof order === 'string') return !order.includes('.');
  return idIn(trace) === undefined || idIn(id) === undefined || trace === id;
}

/**
 * Whether a run is complete. Until then, another record may tell how it began or what it gave. The SDK for Python sends empty outputs
 * with what begins.
 */
const isComplete = (run: JsonObject): boolean =>
  'run_type' in run &&
  (['end_time', 'error'].some((key) => run[key] !== undefined && run[key] !== null) || hasKeys(run['outputs']));

const hasKeys = (value: unknown): boolean => isObject(value) && Object.keys(value).length > 0;

function threadOf(run: JsonObject): string | undefined {
  const metadata = objectIn(objectIn(run['extra'])?.['metadata']) ?? objectIn(run['metadata']);
  // A run’s own session_id is its project.
  return firstId(run['thread_id'], metadata?.['thread_id'], metadata?.['session_id'], metadata?.['conversation_id']);
}

/** What is known of a trace: a run that nobody started, and all below it. */
interface Trace {
  conversation?: string | undefined;
  /** The id of its answer, if it was read. */
  answer?: string | undefined;
  /** Whether its messages tell their calls. */
  hasCalls: boolean;
  /** The runs of tools in it. */
  readonly tools: Entry[];
  /** The outermost run, without what it was given and gave. */
  record?: TranscriptRecord;
}

class LangSmithReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #traces = new Map<string, Trace>();
  /** Runs that are not complete. */
  readonly #parts = new Map<string, { readonly run: JsonObject; readonly record: TranscriptRecord }>();
  readonly #feedback: { readonly value: JsonObject; readonly record: TranscriptRecord }[] = [];

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const runs = isObject(value) ? runsIn(value) : [];
    if (isObject(value) && runs.length === 0 && isFeedback(value)) this.#feedback.push({ value, record });
    else if (runs.length === 0) this.#context.reject(record);
    for (const run of runs) this.#readRun(run, record, undefined);
  }

  end(): void {
    for (const { run, record } of this.#parts.values()) this.#ended(run, record, undefined);
    this.#parts.clear();
    for (const { value, record } of this.#feedback) this.#rating(value, record);
    for (const { conversation, hasCalls, tools, record } of this.#traces.values()) {
      // Messages that tell their calls tell those of tools, too.
      if (hasCalls || record === undefined) this.#context.leaveOut('nested run', tools.length);
      else for (const tool of tools) this.#add(conversation, [tool], record);
    }
  }

  #add(conversation: string | undefined, entries: readonly Entry[], record: TranscriptRecord): void {
    this.#context.add({ conversation, entries, repeats: 'new', time: entries[0]?.time, records: [record] });
  }

  /** `trace`: the one that its parent is in, if that is known. */
  #readRun(run: JsonObject, record: TranscriptRecord, trace: string | undefined): void {
    const id = runId(run);
    const other = id === undefined ? undefined : this.#parts.get(id);
    const whole = other === undefined ? run : merged(other.run, run);
    if (id !== undefined && !isComplete(whole)) this.#parts.set(id, { run: whole, record });
    else {
      if (id !== undefined) this.#parts.delete(id);
      this.#ended(whole, record, trace);
    }
    for (const child of objectsIn(run['child_runs'])) {
      this.#readRun(child, record, trace ?? firstId(run['trace_id'], id));
    }
  }

  #traceOf(id: string): Trace {
    const known = this.#traces.get(id);
    if (known !== undefined) return known;
    const trace: Trace = { hasCalls: false, tools: [] };
    this.#traces.set(id, trace);
    return trace;
  }

  #time(value: unknown): string | undefined {
    return this.#context.time(asUtc(value), 'ms');
  }

  #ended(run: JsonObject, record: TranscriptRecord, parent: string | undefined): void {
    const id = runId(run) ?? '';
    const trace = this.#traceOf(firstId(run['trace_id'], parent, id) ?? '');
    const name = textIn(run['name']);
    if (parent === undefined && isRoot(run) && run['run_type'] !== 'tool') this.#root(run, id, trace, record);
    else if (run['run_type'] === 'tool' && name !== undefined) {
      const actions: Action[] = [{ type: 'tool', action: name }];
      trace.tools.push({ role: 'ai_agent', id, time: this.#time(run['start_time']), actions });
    } else this.#context.leaveOut('nested run');
  }

  /** An outermost run: a call of a model, which repeats its history, or else a turn of the conversation. */
  #root(run: JsonObject, id: string, trace: Trace, record: TranscriptRecord): void {
    const context = this.#context;
    const [start, end] = [this.#time(run['start_time']), this.#time(run['end_time'])];
    const [asked, answered] = [inputMessages(run['inputs']), outputMessages(run['outputs'])];
    if (asked.length + answered.length === 0) context.leaveOut('unknown content');
    if (asked.length > 0 && answered.length === 0) context.leaveOut('failed request');
    const isCall = run['run_type'] === 'llm';
    // A state begins with what it was given.
    const isState =
      !isCall && answered.length > asked.length && answered.some((message) => sameWords(message, asked[0]));
    const all = isState ? answered : [...asked, ...answered];
    const read = langChainEntries(all, context);
    const question = read.findLastIndex(({ role, leftOut }) => role === 'customer' && leftOut !== true);
    const [before, turn] = [read.slice(0, Math.max(0, question)), read.slice(Math.max(0, question))];
    const entries = turn.map((entry, index) => named(entry, index, { id, start, end, turn }));
    const answer = entries.findLast(({ role, leftOut }) => role === 'ai_agent' && leftOut !== true);
    trace.conversation = threadOf(run);
    trace.answer = answer?.id;
    trace.hasCalls = entries.some(({ actions = [] }) => actions.length > 0);
    const slim = { ...run, inputs: undefined, outputs: undefined, child_runs: undefined };
    trace.record = { ...record, value: slim };
    const whole = { conversation: trace.conversation, time: end ?? start, records: [{ ...record, value: run }] };
    if (isCall) {
      const count = Math.max(0, read.length - answered.length);
      const list = [...before, ...entries];
      const choices = [list.slice(count)];
      context.add({ ...whole, id, entries: list.slice(0, count), choices, repeats: 'history', requestTime: start });
    } else {
      context.leaveOut('repeated history', before.filter(({ leftOut }) => leftOut !== true).length);
      context.add({ ...whole, entries, repeats: 'new' });
    }
  }

  /** A rating, if `--feedback` names its key and no evaluator gave it. */
  #rating(value: JsonObject, record: TranscriptRecord): void {
    const { options, leaveOut } = this.#context;
    const scale = options.feedback.get(wordIn(value['key']));
    const source = wordIn(objectIn(value['feedback_source'])?.['type'] ?? 'api');
    const rating = ratingIn(value['score'] ?? value['value'], scale);
    const trace = this.#traces.get(firstId(value['run_id']) ?? '') ?? this.#traces.get(idIn(value['trace_id']) ?? '');
    if (scale === undefined || rating === undefined || (source !== 'api' && source !== 'app'))
      leaveOut('unnamed score');
    else if (trace?.record === undefined) leaveOut('unknown target');
    else {
      const feedback = { rating, messageId: trace.answer };
      const entry: Entry = { role: 'customer', id: idIn(value['id']), time: this.#time(value['created_at']), feedback };
      this.#add(trace.conversation, [entry], { ...record, value: trace.record.value });
    }
  }
}

/** A run as two records tell it: what the later one does not tell stays. */
function merged(other: JsonObject, run: JsonObject): JsonObject {
  const later = Object.entries(run).filter(([, value]) => value !== undefined && value !== null);
  return { ...other, ...Object.fromEntries(later) };
}

/** Whether two messages have the same words. */
function sameWords(message: unknown, other: unknown): boolean {
  const words = (one: unknown): string => JSON.stringify(contentOf(one) ?? null);
  return other !== undefined && words(message) === words(other);
}

function contentOf(message: unknown): unknown {
  if (!isObject(message)) return message;
  return message['content'] ?? objectIn(message['data'])?.['content'] ?? objectIn(message['kwargs'])?.['content'];
}

/** An entry of a turn with the ids and times that the run gives it: it began with the question, and ended with the last answer. */
function named(
  entry: Entry,
  index: number,
  run: {
    readonly id: string;
    readonly start: string | undefined;
    readonly end: string | undefined;
    readonly turn: readonly Entry[];
  },
): Entry {
  const { id, start, end, turn } = run;
  if (entry.leftOut === true) return entry;
  if (entry.role === 'customer') return { ...entry, id: entry.id ?? `${id}-user`, time: start };
  const last = turn.findLastIndex(({ role, leftOut }) => role === 'ai_agent' && leftOut !== true);
  return index === last ? { ...entry, id: entry.id ?? id, time: end } : { ...entry, id: entry.id ?? `${id}-${index}` };
}

/** Runs of LangSmith: exports, what the SDK sends, and feedback. */
export const langsmith: Reader = {
  name: 'langsmith',
  title: 'LangSmith runs',
  holdsCalls: true,
  recognise,
  open: (context) => new LangSmithReader(context),
};
