import type { JsonObject } from '../../record/record.js';
import { hashNumber } from '../entry-key.js';
import type { Details, Exchange, TranscriptRecord } from '../model.js';
import type { NodeKind, Score, TraceContext, TraceNode } from '../trace-node.js';
import { toolNameIn } from '../trace-node.js';
import { traceExchanges } from '../trace-turns.js';
import { decoded, firstId, numberIn, textIn, wordIn } from '../values.js';
import { CONTENT_KEYS, DETAILS, messagesOf } from './otel-messages.js';
import type { OtelEvent, OtelSpan, OtelTime } from './otel-spans.js';
import { bodyOf } from './otel-spans.js';

/** A longer value is none that ids are looked up in. */
const MAX_LOOKED_UP = 500;

const CONVERSATION_KEYS = [
  'gen_ai.conversation.id',
  'session.id',
  'langfuse.session.id',
  'ai.telemetry.metadata.sessionId',
  'ai.telemetry.metadata.chatId',
  'ai.telemetry.metadata.conversationId',
  'traceloop.association.properties.session_id',
  'traceloop.association.properties.conversation_id',
  'traceloop.association.properties.chat_id',
  'traceloop.association.properties.thread_id',
  'gcp.vertex.agent.session_id',
];
const USER_KEYS = [
  'user.id',
  'enduser.id',
  'langfuse.user.id',
  'ai.telemetry.metadata.userId',
  'traceloop.association.properties.user_id',
];

const AGENT_OPERATIONS = new Set(['invoke_agent', 'invoke_workflow']);
const MODEL_OPERATIONS = new Set(['chat', 'generate_content', 'text_completion', 'call_llm', 'completion']);
const KINDS: Readonly<Record<string, NodeKind>> = {
  AGENT: 'agent',
  LLM: 'model',
  TOOL: 'tool',
  EVALUATOR: 'hidden',
  GUARDRAIL: 'hidden',
  CHAIN: 'other',
  RETRIEVER: 'other',
  RERANKER: 'other',
  EMBEDDING: 'other',
  PROMPT: 'other',
  agent: 'agent',
  tool: 'tool',
  generation: 'model',
  evaluator: 'hidden',
  guardrail: 'hidden',
  workflow: 'other',
  task: 'other',
};

/** What the operation of a span is, where one of its attributes names it. */
function namedKind(attributes: JsonObject): NodeKind | undefined {
  const operation = wordIn(attributes['gen_ai.operation.name']);
  if (AGENT_OPERATIONS.has(operation)) return 'agent';
  if (operation === 'execute_tool') return 'tool';
  if (MODEL_OPERATIONS.has(operation)) return 'model';
  const sdk = wordIn(attributes['ai.operationId']);
  if (sdk === 'ai.toolCall') return 'tool';
  if (/^ai\.\w+\.do(?:Generate|Stream)$/.test(sdk)) return 'model';
  if (/^ai\.(?:generate|stream)(?:Text|Object)$/.test(sdk)) return 'agent';
  const kind = wordIn(
    attributes['openinference.span.kind'] ??
      attributes['traceloop.span.kind'] ??
      attributes['langfuse.observation.type'],
  );
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind];
  if (operation !== '') return 'other';
  return attributes['llm.request.type'] === undefined ? undefined : 'model';
}

function kindOf(attributes: JsonObject, events: readonly OtelEvent[]): NodeKind {
  const named = namedKind(attributes);
  if (named !== undefined) return named;
  if (events.some(({ name }) => name.startsWith('gen_ai.'))) return 'model';
  const hasContent = Object.keys(attributes).some(
    (key) => CONTENT_KEYS.test(key) && /^(?:gen_ai|llm|ai|gcp)\./.test(key) && !key.startsWith('gen_ai.tool.'),
  );
  return hasContent ? 'model' : 'other';
}

function toolOf(attributes: JsonObject, name: string): TraceNode['tool'] {
  const called = firstId(
    attributes['gen_ai.tool.name'],
    attributes['ai.toolCall.name'],
    attributes['tool.name'],
    attributes['traceloop.entity.name'],
    toolNameIn(name),
  );
  if (called === undefined) return undefined;
  return {
    name: called,
    type: textIn(attributes['gen_ai.tool.type']),
    callId: firstId(attributes['gen_ai.tool.call.id'], attributes['ai.toolCall.id'], attributes['tool_call.id']),
  };
}

function detailsOf(attributes: JsonObject): Details {
  const first = (...keys: readonly string[]): unknown =>
    keys.map((key) => attributes[key]).find((one) => one !== undefined);
  const reasons = decoded(
    first('gen_ai.response.finish_reasons', 'gen_ai.completion.0.finish_reason', 'ai.response.finishReason'),
  );
  return {
    model: textIn(
      first('gen_ai.response.model', 'gen_ai.request.model', 'ai.response.model', 'ai.model.id', 'llm.model_name'),
    ),
    finish_reason: textIn(Array.isArray(reasons) ? reasons[0] : reasons),
    input_tokens: numberIn(
      first(
        'gen_ai.usage.input_tokens',
        'gen_ai.usage.prompt_tokens',
        'llm.token_count.prompt',
        'ai.usage.promptTokens',
      ),
    ),
    output_tokens: numberIn(
      first(
        'gen_ai.usage.output_tokens',
        'gen_ai.usage.completion_tokens',
        'llm.token_count.completion',
        'ai.usage.completionTokens',
      ),
    ),
  };
}

/** A span as it is kept until all of its trace are read. */
export interface KeptSpan extends OtelSpan {
  readonly file: string;
  readonly line: number;
}

/** The first of these attributes that is an id. */
function idOf(attributes: JsonObject, keys: readonly string[]): string | undefined {
  return firstId(...keys.map((key) => attributes[key]));
}

function nodeOf(span: KeptSpan, context: TraceContext): TraceNode {
  const timeOf = (time: OtelTime | undefined): string | undefined =>
    time === undefined ? undefined : context.time(time.value, time.unit);
  const { attributes, events, name, parent } = span;
  const kind = kindOf(attributes, events);
  const times = events.map(({ time }) => timeOf(time)).filter((time) => time !== undefined);
  const messages = kind === 'agent' || kind === 'model' ? messagesOf(attributes, events, kind === 'model') : undefined;
  if (messages?.isUnreadable === true) context.leaveOut('unknown content');
  const tool = kind === 'tool' ? toolOf(attributes, name) : undefined;
  return {
    id: span.id ?? '',
    parent,
    kind,
    start: timeOf(span.start) ?? times.reduce(earliest, undefined),
    end: timeOf(span.end) ?? times.reduce(latest, undefined),
    input: messages?.input,
    outputs: messages?.outputs,
    ...(tool === undefined ? {} : { tool }),
    responseId: firstId(attributes['gen_ai.response.id'], attributes['ai.response.id']),
    conversation: idOf(attributes, CONVERSATION_KEYS),
    userId: idOf(attributes, USER_KEYS),
    details: detailsOf(attributes),
    scores: events.flatMap((event) => scoreOf(event, timeOf(event.time))),
    record: recordOf(span),
  };
}

/** What an evaluator found: it is the customer’s only if `--feedback` names it. */
function scoreOf(event: OtelEvent, time: string | undefined): Score[] {
  if (event.name !== 'gen_ai.evaluation.result') return [];
  const facts = { ...bodyOf(event), ...event.attributes };
  const name = textIn(facts['gen_ai.evaluation.name']);
  return name === undefined
    ? []
    : [
        {
          name,
          value: facts['gen_ai.evaluation.score.value'],
          label: facts['gen_ai.evaluation.score.label'],
          time,
          messageId: firstId(facts['gen_ai.response.id']),
        },
      ];
}
const earliest = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);
const latest = (a: string | undefined, b: string): string => (a === undefined || b > a ? b : a);

/** Where ids are looked up: the attributes that hold no messages, by their names and under `attributes` and `resource`. */
function recordOf({ attributes, resource, name, trace, file, line }: KeptSpan): TranscriptRecord {
  const short = Object.fromEntries(
    Object.entries(attributes).filter(
      ([key, value]) =>
        !CONTENT_KEYS.test(key) &&
        (typeof value === 'string' ? value.length <= MAX_LOOKED_UP : typeof value !== 'object'),
    ),
  );
  return { value: { ...short, attributes: short, resource, name, trace_id: trace }, group: 0, file, line };
}

/**
 * Each span once, with the records of logs that name it: exporters send a span again if they got no answer. Records that name no span
 * make one by themselves if they hold a whole call, else all of a trace together do.
 */
function merged(kept: readonly KeptSpan[]): KeptSpan[] {
  const spans = new Map<string, KeptSpan>();
  const isLog = ({ start, end, name }: KeptSpan): boolean => start === undefined && end === undefined && name === '';
  for (const span of [...kept].sort((a, b) => Number(isLog(a)) - Number(isLog(b)))) {
    const id =
      span.id ?? (span.events[0]?.name === DETAILS ? `log-${hashNumber(JSON.stringify(span)).toString(36)}` : 'log');
    const known = spans.get(id);
    if (known === undefined) spans.set(id, { ...span, id });
    else if (isLog(span)) {
      const attributes = { ...span.attributes, ...known.attributes };
      spans.set(id, { ...known, attributes, events: withNew(known.events, span.events) });
    } else if (JSON.stringify(span).length > JSON.stringify(known).length) spans.set(id, span);
  }
  return [...spans.values()].map((span) => ({ ...span, events: inOrder(span.events) }));
}

/** Events by their times, to the nanosecond: records of logs come in any order, and each may be a message. */
function inOrder(events: readonly OtelEvent[]): OtelEvent[] {
  const key = ({ time }: OtelEvent): string => wordIn(time?.value ?? '').padStart(40, '0');
  const keyed = events.map((event) => ({ event, at: key(event) }));
  keyed.sort((a, b) => (a.at < b.at ? -1 : a.at === b.at ? 0 : 1));
  return keyed.map(({ event }) => event);
}

function withNew(known: readonly OtelEvent[], more: readonly OtelEvent[]): OtelEvent[] {
  const seen = new Set(known.map((event) => JSON.stringify(event)));
  return [...known, ...more.filter((event) => !seen.has(JSON.stringify(event)))];
}

/** The exchanges of the spans of one trace. */
export function spanExchanges(spans: readonly KeptSpan[], trace: string, context: TraceContext): Exchange[] {
  const nodes = merged(spans).map((span) => nodeOf(span, context));
  return traceExchanges(nodes, trace, context);
}
