import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { Details } from '../model.js';
import { numberIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';

const OBSERVATION_TYPES = /^(?:SPAN|EVENT|GENERATION|AGENT|TOOL|CHAIN|RETRIEVER|EVALUATOR|EMBEDDING|GUARDRAIL)$/;
const SCORE_SOURCES = new Set(['API', 'EVAL', 'ANNOTATION']);

/** Keys of the table of traces that little else has. */
const TABLE_KEYS = ['projectId', 'tags', 'environment', 'release', 'public'];

/** A field under its name in the API, in a table, or in an export of one. */
export function field(value: JsonObject, name: string): unknown {
  return value[name] ?? value[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

/** A score of a trace, an observation or a session. */
export function isScore(value: JsonObject): boolean {
  const isOfSomething = ['traceId', 'sessionId', 'observationId'].some(
    (name) => textIn(field(value, name)) !== undefined,
  );
  return isOfSomething && typeof value['name'] === 'string' && SCORE_SOURCES.has(wordIn(value['source']));
}

/** An observation that names its trace. */
export function isObservation(value: JsonObject): boolean {
  return OBSERVATION_TYPES.test(wordIn(value['type'])) && textIn(field(value, 'traceId')) !== undefined;
}

/** A row of the table of traces, or a trace with what belongs to it. */
export function isTrace(value: JsonObject): boolean {
  if (textIn(value['id']) === undefined || !('timestamp' in value)) return false;
  const hasOwn = Array.isArray(value['observations']) || 'htmlPath' in value || 'bookmarked' in value;
  const named = ['sessionId', 'userId'].some((name) => field(value, name) !== undefined);
  return (
    hasOwn ||
    (named && 'input' in value && 'output' in value && TABLE_KEYS.some((name) => field(value, name) !== undefined))
  );
}

function isSession(value: JsonObject): boolean {
  return (
    textIn(value['id']) !== undefined && objectsIn(value['traces']).some((trace) => typeof trace['id'] === 'string')
  );
}

/** What shows that a value is of Langfuse. */
export function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const trace = value['trace'];
  if (isObject(trace) && Array.isArray(value['observations']) && typeof trace['id'] === 'string')
    return 'trace and observations';
  if (isScore(value)) return 'scores with a source';
  if (isObservation(value)) return 'observations with traceId and type';
  if (isTrace(value)) return 'traces with input and output';
  return isSession(value) ? 'session with traces' : undefined;
}

/** Times are in UTC, also where they have no zone. */
export function utc(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(value.trim())
    ? `${value.trim()}Z`
    : value;
}

/** Facts of an observation. */
export function detailsOf(observation: JsonObject): Details {
  const usage = objectIn(field(observation, 'usageDetails')) ?? objectIn(observation['usage']);
  return {
    model: textIn(observation['model'] ?? field(observation, 'providedModelName')),
    input_tokens: numberIn(usage?.['input']),
    output_tokens: numberIn(usage?.['output']),
  };
}
