import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { decoded, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';

/** An event of a span, or a record of a log. */
export interface OtelEvent {
  readonly name: string;
  readonly attributes: JsonObject;
  readonly body: unknown;
  /** As it stands there, with its unit. */
  readonly time: OtelTime | undefined;
}

/** A time as it stands in a span. */
export interface OtelTime {
  readonly value: unknown;
  readonly unit: 'ns' | 'us' | 'auto';
}

/** A span, whatever its container, with its attributes as plain JSON. */
export interface OtelSpan {
  readonly trace: string;
  /** Undefined for a record of a log that names no span. */
  readonly id: string | undefined;
  readonly parent: string | undefined;
  readonly name: string;
  readonly start: OtelTime | undefined;
  readonly end: OtelTime | undefined;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly events: readonly OtelEvent[];
}

/** How deeply values of attributes are nested. */
const MAX_DEPTH = 50;

/** The value of an attribute in OTLP: `{stringValue}`, `{arrayValue: {values}}`, `{kvlistValue: {values}}`. */
function anyValue(value: unknown, depth = 0): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return depth > MAX_DEPTH ? undefined : value;
  const [key] = Object.keys(value);
  const inner = key === undefined ? undefined : value[key];
  switch (key) {
    case 'stringValue':
    case 'boolValue':
    case 'doubleValue':
    case 'bytesValue':
      return inner;
    case 'intValue':
      // 64 bits come as a text.
      return typeof inner === 'string' ? Number(inner) : inner;
    case 'arrayValue': {
      const values = isObject(inner) ? inner['values'] : undefined;
      return Array.isArray(values) ? values.map((one) => anyValue(one, depth + 1)) : [];
    }
    case 'kvlistValue':
      return attributesIn(isObject(inner) ? inner['values'] : undefined, depth + 1);
    default:
      return value;
  }
}

/** Attributes as an object: from OTLP’s and Jaeger’s lists, or as they are. */
function attributesIn(list: unknown, depth = 0): JsonObject {
  if (isObject(list)) return list;
  const pairs = objectsIn(list).map(({ key, value }): [string, unknown] => [wordIn(key), anyValue(value, depth)]);
  return Object.fromEntries(pairs.filter(([key]) => key !== '__proto__'));
}

function timeIn(value: unknown, unit: OtelTime['unit']): OtelTime | undefined {
  return value === undefined || value === null || value === '' || value === 0 || value === '0'
    ? undefined
    : { value, unit };
}

/** The first of these keys that an object has. */
function field(value: JsonObject, ...keys: readonly string[]): unknown {
  return keys.map((key) => value[key]).find((one) => one !== undefined && one !== null);
}

/** Ids are written with or without 0x, or as numbers. */
function hexId(value: unknown): string | undefined {
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value > 0;
  const id = isNumber ? BigInt(value).toString(16) : idIn(value)?.replace(/^0x/i, '');
  return id === undefined || /^0*$/.test(id) ? undefined : id;
}

function eventOf(event: JsonObject): OtelEvent {
  const attributes = attributesIn(field(event, 'attributes', 'fields'));
  return {
    name: wordIn(field(event, 'eventName', 'event_name', 'name') ?? attributes['event.name'] ?? attributes['event']),
    attributes,
    body: anyValue(event['body']),
    time:
      timeIn(field(event, 'timeUnixNano', 'time_unix_nano', 'observedTimeUnixNano'), 'ns') ??
      timeIn(event['timestamp'], 'auto'),
  };
}

/** Whether an object is a span by itself: one in OTLP, or of a flat dump. */
function isSpan(value: JsonObject): boolean {
  const hasIds = 'spanId' in value || 'span_id' in value || isObject(value['context']);
  return hasIds && 'name' in value && ('attributes' in value || 'startTimeUnixNano' in value);
}

/** Whether an object is a record of a log by itself. */
function isLog(value: JsonObject): boolean {
  const attributes = objectIn(value['attributes']) ?? attributesIn(value['attributes']);
  const name = field(value, 'eventName', 'event_name') ?? attributes['event.name'];
  return /^gen_ai\./.test(wordIn(name)) && ('body' in value || 'attributes' in value);
}

function spanOf(span: JsonObject, resource: JsonObject): OtelSpan | undefined {
  const context = objectIn(field(span, 'context', 'spanContext', 'span_context'));
  const parent = span['parent'] ?? span['parentSpanContext'];
  const trace = hexId(field(span, 'traceId', 'trace_id') ?? (context && field(context, 'traceId', 'trace_id')));
  const id = hexId(field(span, 'spanId', 'span_id') ?? (context && field(context, 'spanId', 'span_id')));
  if (trace === undefined || id === undefined) return undefined;
  const above = isObject(parent) ? field(parent, 'spanId', 'span_id') : undefined;
  return {
    trace,
    id,
    parent: hexId(field(span, 'parentSpanId', 'parent_span_id', 'parentId', 'parent_id') ?? above),
    name: wordIn(span['name'] ?? ''),
    start:
      timeIn(field(span, 'startTimeUnixNano', 'start_time_unix_nano'), 'ns') ??
      timeIn(field(span, 'start_time', 'startTime', 'start_timestamp'), 'auto'),
    end:
      timeIn(field(span, 'endTimeUnixNano', 'end_time_unix_nano'), 'ns') ??
      timeIn(field(span, 'end_time', 'endTime', 'end_timestamp'), 'auto'),
    attributes: attributesIn(span['attributes']),
    resource: { ...resource, ...attributesIn(objectIn(span['resource'])?.['attributes']) },
    events: objectsIn(field(span, 'events', 'span_events')).map(eventOf),
  };
}

function logOf(log: JsonObject, resource: JsonObject): OtelSpan | undefined {
  const event = eventOf(log);
  const trace = hexId(field(log, 'traceId', 'trace_id'));
  if (trace === undefined) return undefined;
  return {
    trace,
    id: hexId(field(log, 'spanId', 'span_id')),
    parent: undefined,
    name: '',
    start: undefined,
    end: undefined,
    attributes: event.attributes,
    resource,
    events: [event],
  };
}

/** A span of Jaeger: tags, references, and times in microseconds. */
function jaegerSpan(span: JsonObject, processes: JsonObject): OtelSpan | undefined {
  const [trace, id] = [hexId(span['traceID']), hexId(span['spanID'])];
  if (trace === undefined || id === undefined) return undefined;
  const references = objectsIn(span['references']);
  const above = references.find(({ refType }) => refType === 'CHILD_OF') ?? references[0];
  const { startTime, duration } = span;
  const isTimed = typeof startTime === 'number' && typeof duration === 'number';
  const process = objectIn(processes[wordIn(span['processID'])]) ?? objectIn(span['process']);
  const events = objectsIn(span['logs']).map((log) => {
    const event = eventOf(log);
    return { ...event, time: timeIn(log['timestamp'], 'us') };
  });
  return {
    trace,
    id,
    parent: hexId(span['parentSpanID'] ?? above?.['spanID']),
    name: wordIn(span['operationName'] ?? ''),
    start: timeIn(startTime, 'us'),
    end: isTimed ? timeIn(startTime + duration, 'us') : timeIn(startTime, 'us'),
    attributes: attributesIn(span['tags']),
    resource: attributesIn(process?.['tags']),
    events,
  };
}

const SPANS = ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'];
const LOGS = ['scopeLogs', 'scope_logs', 'instrumentationLibraryLogs'];
const BATCHES = ['resourceSpans', 'resource_spans', 'resourceLogs', 'resource_logs', 'batches'];

function scopesIn(value: JsonObject, keys: readonly string[]): JsonObject[] {
  return objectsIn(keys.map((key) => value[key]).find(Array.isArray));
}

function inBatch(batch: JsonObject): (OtelSpan | undefined)[] {
  const resource = attributesIn(objectIn(batch['resource'])?.['attributes']);
  const spans = scopesIn(batch, SPANS).flatMap((scope) => objectsIn(scope['spans']));
  const logs = scopesIn(batch, LOGS).flatMap((scope) => objectsIn(field(scope, 'logRecords', 'log_records')));
  return [...spans.map((span) => spanOf(span, resource)), ...logs.map((log) => logOf(log, resource))];
}

const isJaeger = (span: unknown): boolean => isObject(span) && 'traceID' in span && 'spanID' in span;

/**
 * The spans and log records that a value holds: OTLP/JSON, Tempo’s batches, Jaeger’s traces, flat dumps. Undefined if it is none of them;
 * an element is undefined if it has no ids.
 */
export function spansIn(value: unknown): (OtelSpan | undefined)[] | undefined {
  if (!isObject(value)) return undefined;
  const batches = BATCHES.filter((key) => Array.isArray(value[key]));
  if (batches.length > 0) return batches.flatMap((key) => objectsIn(value[key]).flatMap(inBatch));
  if ([...SPANS, ...LOGS].some((key) => Array.isArray(value[key]))) return inBatch(value);
  if (isObject(value['trace']) && BATCHES.some((key) => key in (value['trace'] as JsonObject)))
    return spansIn(value['trace']);
  const { data, spans } = value;
  if (Array.isArray(data) && objectsIn(data).some((trace) => objectsIn(trace['spans']).some(isJaeger)))
    return objectsIn(data).flatMap((trace) => spansIn(trace) ?? []);
  if (Array.isArray(spans)) {
    const listed = objectsIn(spans);
    if (listed.some(isJaeger)) return listed.map((span) => jaegerSpan(span, objectIn(value['processes']) ?? {}));
    return listed.some(isSpan) ? listed.map((span) => spanOf(span, {})) : undefined;
  }
  if (isJaeger(value)) return [jaegerSpan(value, {})];
  if (isLog(value)) return [logOf(value, attributesIn(objectIn(value['resource'])?.['attributes']))];
  return isSpan(value) ? [spanOf(value, {})] : undefined;
}

/** What shows that a value holds spans or log records. */
export function shownBy(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const key = [...BATCHES, ...SPANS, ...LOGS].find((name) => Array.isArray(value[name]));
  if (key !== undefined) {
    // A list of batches of something else is no trace.
    const [first] = objectsIn(value[key]);
    const isTempo = key !== 'batches' || (first !== undefined && [...SPANS, ...LOGS].some((name) => name in first));
    return isTempo ? key : undefined;
  }
  const found = spansIn(value);
  if (found === undefined) return undefined;
  const isOfJaeger = isJaeger(value) || objectsIn(value['spans']).some(isJaeger) || Array.isArray(value['data']);
  if (isOfJaeger) return 'traceID and spanID';
  return isLog(value) ? 'event of gen_ai' : 'spans with attributes';
}

/** The body of an event of the conventions to 1.36: of a log, or in an attribute of a span’s event. */
export function bodyOf({ attributes, body }: OtelEvent): JsonObject {
  const given = [attributes['gen_ai.event.content'], attributes['event_body'], attributes['body'], body];
  for (const one of given) {
    const found = objectIn(one);
    if (found !== undefined) return found;
  }
  return typeof body === 'string' && textIn(body) !== undefined ? { content: body } : attributes;
}

/** Attributes under a prefix as nested values: `0.role`, `0.tool_calls.1.name`. Undefined if there are none. */
export function nested(attributes: JsonObject, prefix: string): unknown[] | undefined {
  const root: Record<string, unknown> = Object.create(null);
  let isEmpty = true;
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${prefix}.`) || !/^\d/.test(key.slice(prefix.length + 1))) continue;
    isEmpty = false;
    const parts = key.slice(prefix.length + 1).split('.');
    const last = parts.pop() ?? '';
    let at = root;
    for (const part of parts) {
      if (!isObject(at[part])) at[part] = Object.create(null);
      at = at[part] as Record<string, unknown>;
    }
    at[last] = value;
  }
  const list = isEmpty ? undefined : withLists(root, 0);
  return Array.isArray(list) ? list : undefined;
}

/** The value with lists in place of objects whose keys are numbers. */
function withLists(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key) => /^\d{1,6}$/.test(key));
  if (isList) return keys.sort((a, b) => Number(a) - Number(b)).map((key) => withLists(value[key], depth + 1));
  return Object.fromEntries(keys.map((key) => [key, withLists(value[key], depth + 1)]));
}

/** The list that an attribute holds, as a value or as JSON; undefined for one that was cut off, or none. */
export function listIn(value: unknown): unknown[] | undefined {
  const found = decoded(value);
  if (Array.isArray(found)) return found;
  return isObject(found) ? [found] : undefined;
}
