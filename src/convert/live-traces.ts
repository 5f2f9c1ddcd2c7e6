import type { JsonObject } from '../record/record.js';
import { partsOf } from './account.js';
import type { KeptExchange } from './build-conversation.js';
import { buildConversation } from './build-conversation.js';
import { entryKey } from './entry-key.js';
import type { Entry, Exchange } from './model.js';
import { TRACE } from './options.js';
import type { KeptSpan } from './readers/otel-nodes.js';
import { spanExchanges } from './readers/otel-nodes.js';
import { spansIn } from './readers/otel-spans.js';
import { readTime } from './times.js';
import type { TraceContext } from './trace-node.js';
import { idIn, valueAtPath } from './values.js';
import { writeEvents } from './write-events.js';

/** How traces become events as they arrive. */
export interface LiveTracesOptions {
  /** A path in the attributes of a span, or `trace`. Default: what the spans state. */
  readonly conversationIdFrom?: string | undefined;
  /** The user of conversations that state none. Default: none. */
  readonly userId?: string | undefined;
  /** How long a trace may wait for more of its spans, in milliseconds. Default: 2,000. */
  readonly waitMs?: number;
  /** Called with new events, one per line of JSON, and with the path that the last of their spans came to. */
  readonly onEvents: (texts: readonly string[], path: string) => void;
  /** Called with each thing that a limit leaves out. Default: it is not reported. */
  readonly onLimit?: (kind: TraceLimitKind) => void;
  /** Default: LIVE_TRACE_LIMITS. */
  readonly limits?: LiveTraceLimits;
}

/** What a limit leaves out: a trace or a conversation that was not used for longest, or a span. */
export type TraceLimitKind = 'evictedTraces' | 'evictedConversations' | 'unreadSpans';

/** How much is held of what came. */
export interface LiveTraceLimits {
  readonly traces: number;
  readonly conversations: number;
  readonly spansOfTrace: number;
}

/** A trace of 5,000 spans takes some ten megabytes; most have fewer than a hundred. */
export const LIVE_TRACE_LIMITS: LiveTraceLimits = { traces: 1000, conversations: 1000, spansOfTrace: 5000 };
const WAIT_MS = 2000;

/** A trace whose spans still arrive. */
interface OpenTrace {
  readonly spans: KeptSpan[];
  path: string;
  timer: NodeJS.Timeout | undefined;
}

interface LiveConversation {
  /** By trace: what came late takes the place of what was known of it. */
  readonly exchanges: Map<string, readonly Exchange[]>;
  /** Ids of events that were handed on. */
  readonly written: Set<string>;
}

const CONTEXT: TraceContext = {
  options: { feedback: new Map() },
  leaveOut() {},
  time(value, unit) {
    const read = readTime(value, unit);
    return read !== undefined && 'time' in read ? read.time : undefined;
  },
};

/** The value of a key, which is then the last used of its map. */
function used<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  return value;
}

/** Takes the value that was not used for longest out of a map that holds more than `max`. */
function evicted<Value>(map: Map<string, Value>, max: number): readonly [key: string, value: Value] | undefined {
  const [oldest] = map;
  if (map.size <= max || oldest === undefined) return undefined;
  map.delete(oldest[0]);
  return oldest;
}

const isRoot = ({ parent, name, start }: KeptSpan): boolean =>
  parent === undefined && (name !== '' || start !== undefined);

/**
 * Makes events of spans and records of logs as an exporter sends them: those that `convert` would make of all that came so far, each once. A trace
 * is converted when its root span has come, which ends last, and again when more comes; without a root or without messages it waits a moment
 * for them.
 */
export class LiveTraces {
  readonly #options: LiveTracesOptions;
  readonly #limits: LiveTraceLimits;
  readonly #traces = new Map<string, OpenTrace>();
  readonly #conversations = new Map<string, LiveConversation>();

  constructor(options: LiveTracesOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIVE_TRACE_LIMITS;
  }

  /** Adds what a request holds. Returns false if it holds neither spans nor logs. */
  add(value: unknown, path: string): boolean {
    const spans = spansIn(value);
    if (spans === undefined) return false;
    const touched = new Map<string, OpenTrace>();
    for (const span of spans) {
      if (span === undefined) continue;
      const trace = used(this.#traces, span.trace, (): OpenTrace => ({ spans: [], path, timer: undefined }));
      trace.path = path;
      if (trace.spans.length < this.#limits.spansOfTrace) trace.spans.push({ ...span, file: 'listen', line: 1 });
      else this.#options.onLimit?.('unreadSpans');
      touched.set(span.trace, trace);
    }
    for (const [id, trace] of touched) this.#arrived(id, trace);
    this.#evictTraces();
    return true;
  }

  /** Converts what still waits. */
  flush(): void {
    for (const [id, trace] of this.#traces) if (trace.timer !== undefined) this.#convert(id, trace);
  }

  /** A trace that still waits is converted first, so that nothing of what came is lost. */
  #evictTraces(): void {
    for (;;) {
      const oldest = evicted(this.#traces, this.#limits.traces);
      if (oldest === undefined) return;
      const [id, trace] = oldest;
      if (trace.timer !== undefined) this.#convert(id, trace);
      this.#options.onLimit?.('evictedTraces');
    }
  }

  #arrived(id: string, trace: OpenTrace): void {
    clearTimeout(trace.timer);
    trace.timer = undefined;
    if (trace.spans.some(isRoot) && this.#hasMessages(id, trace)) {
      this.#convert(id, trace);
      return;
    }
    trace.timer = setTimeout(() => this.#convert(id, trace), this.#options.waitMs ?? WAIT_MS);
    trace.timer.unref();
  }

  /** Whether a message was recorded; records of logs that hold them may come behind the spans. */
  #hasMessages(id: string, { spans }: OpenTrace): boolean {
    const exchanges = spanExchanges(spans, id, CONTEXT);
    const isSaid = ({ text }: Entry): boolean => text !== undefined;
    return exchanges.some(({ entries, choices = [] }) => [...entries, ...choices.flat()].some(isSaid));
  }

  #convert(id: string, trace: OpenTrace): void {
    clearTimeout(trace.timer);
    trace.timer = undefined;
    const byConversation = new Map<string | undefined, Exchange[]>();
    for (const exchange of spanExchanges(trace.spans, id, CONTEXT)) {
      const conversation = this.#conversationOf(exchange);
      const list = byConversation.get(conversation);
      if (list === undefined) byConversation.set(conversation, [exchange]);
      else list.push(exchange);
    }
    for (const [conversation, exchanges] of byConversation) this.#write(conversation, id, exchanges, trace.path);
  }

  #conversationOf({ conversation, records }: Exchange): string | undefined {
    const { conversationIdFrom: from } = this.#options;
    if (from === undefined || from === TRACE) return conversation;
    const found = records.map(({ value }) => idIn(valueAtPath(value, from))).find((id) => id !== undefined);
    return found ?? conversation;
  }

  #write(stated: string | undefined, trace: string, exchanges: readonly Exchange[], path: string): void {
    const { onEvents, conversationIdFrom, userId } = this.#options;
    const id = stated ?? trace;
    const known = used(this.#conversations, id, () => ({
      exchanges: new Map(),
      written: new Set<string>(),
    }));
    if (evicted(this.#conversations, this.#limits.conversations)) this.#options.onLimit?.('evictedConversations');
    known.exchanges.set(trace, exchanges);
    const all = [...known.exchanges.values()]
      .flat()
      .map((exchange, order) => keptOf(exchange, order, stated === undefined));
    const built = buildConversation(all, () => {});
    const conversation = { ...built, userId: built.userId ?? userId };
    // What the spans do not tell is missing in the events, and the check says so.
    const isUnnamed = stated === undefined && conversationIdFrom !== TRACE;
    const texts: string[] = [];
    const onEvent = (event: JsonObject): void => {
      const messageId = String(event['messageId']);
      if (known.written.has(messageId)) return;
      known.written.add(messageId);
      texts.push(JSON.stringify(isUnnamed ? withoutConversation(event) : event));
    };
    const format = {
      format: 'otel',
      bodies: 'full',
      redact: [],
      details: false,
      start: undefined,
      end: 'none',
    } as const;
    writeEvents(id, conversation, format, onEvent, () => {});
    if (texts.length > 0) onEvents(texts, path);
  }
}

function withoutConversation(event: JsonObject): JsonObject {
  const { conversationId: _, ...properties } = event['properties'] as JsonObject;
  return { ...event, properties };
}

/** An exchange with its entries, none of which is left to an earlier one. `isWhole`: whether its trace is a conversation by itself. */
function keptOf(
  { records: _, conversation: __, earlier = 0, ...exchange }: Exchange,
  order: number,
  isWhole: boolean,
): KeptExchange {
  const keep = (entry: Entry) => ({ key: entryKey(entry), parts: partsOf(entry), entry });
  return {
    ...exchange,
    same: 0,
    order,
    entries: exchange.entries.slice(isWhole ? earlier : 0).map(keep),
    choices: (exchange.choices ?? []).map((choice) => choice.map(keep)),
  };
}
