import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { objectIn, objectsIn, textIn } from '../values.js';

/** Whether a value is a piece of a streamed completion. */
export function isChunk(value: unknown): value is JsonObject {
  return isObject(value) && value['object'] === 'chat.completion.chunk';
}

/** Whether a value is a piece of no completion. */
export function isEmptyChunk({ object, choices }: JsonObject): boolean {
  return object === '' && Array.isArray(choices) && choices.length === 0;
}

/** The JSON of the lines `data: …` of a recorded stream; what does not parse is passed over. */
export function streamData(text: string): JsonObject[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (!line.startsWith('data:')) return [];
    try {
      const value: unknown = JSON.parse(line.slice(5));
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** A choice as its pieces are joined. */
interface Joined {
  readonly index: number;
  finish: unknown;
  content: string | undefined;
  refusal: string | undefined;
  legacy: { name: string; arguments: string } | undefined;
  readonly calls: Map<number, { type: string; name: string; arguments: string }>;
}

function addDelta(joined: Joined, delta: JsonObject): void {
  const content = textIn(delta['content']);
  if (content !== undefined) joined.content = (joined.content ?? '') + content;
  const refusal = textIn(delta['refusal']);
  if (refusal !== undefined) joined.refusal = (joined.refusal ?? '') + refusal;
  const legacy = objectIn(delta['function_call']);
  if (legacy !== undefined) {
    joined.legacy ??= { name: '', arguments: '' };
    joined.legacy.name += textIn(legacy['name']) ?? '';
    joined.legacy.arguments += textIn(legacy['arguments']) ?? '';
  }
  for (const [position, piece] of objectsIn(delta['tool_calls']).entries()) {
    const index = typeof piece['index'] === 'number' ? piece['index'] : position;
    const call = joined.calls.get(index) ?? { type: 'function', name: '', arguments: '' };
    joined.calls.set(index, call);
    const called = objectIn(piece['function']) ?? objectIn(piece['custom']);
    call.type = textIn(piece['type']) ?? call.type;
    call.name += textIn(called?.['name']) ?? '';
    call.arguments += textIn(called?.['arguments']) ?? textIn(called?.['input']) ?? '';
  }
}

function messageOf({ content, refusal, legacy, calls }: Joined): JsonObject {
  return {
    role: 'assistant',
    content: content ?? null,
    ...(refusal === undefined ? {} : { refusal }),
    ...(legacy === undefined ? {} : { function_call: legacy }),
    tool_calls: [...calls.entries()].sort(([a], [b]) => a - b).map(([, { type, ...call }]) => ({ type, [type]: call })),
  };
}

/** The completion whose pieces these are. */
export function streamedCompletion(chunks: readonly JsonObject[]): JsonObject {
  const choices = new Map<number, Joined>();
  for (const choice of chunks.flatMap((chunk) => objectsIn(chunk['choices']))) {
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    const joined = choices.get(index) ?? {
      index,
      finish: undefined,
      content: undefined,
      refusal: undefined,
      legacy: undefined,
      calls: new Map(),
    };
    choices.set(index, joined);
    joined.finish = choice['finish_reason'] ?? joined.finish;
    addDelta(joined, objectIn(choice['delta']) ?? {});
  }
  const [first] = chunks;
  return {
    object: 'chat.completion',
    id: first?.['id'],
    created: first?.['created'],
    model: first?.['model'],
    usage: chunks.findLast((chunk) => isObject(chunk['usage']))?.['usage'],
    choices: [...choices.values()].map((joined) => ({
      index: joined.index,
      finish_reason: joined.finish,
      message: messageOf(joined),
    })),
  };
}

/** Bytes of a binary stream as a recorder of HTTP writes them. */
const HEXADECIMAL = /^[\da-f]{64,}$/i;

/** The completion that a logged response stands for: an object, the pieces of a stream or its text, or only what was said. */
export function completionOf(response: unknown): JsonObject | undefined {
  if (typeof response === 'string') {
    const chunks = streamData(response).filter(isChunk);
    if (chunks.length > 0) return streamedCompletion(chunks);
    const isStream = /^(?:data|event):/m.test(response.slice(0, 1000));
    return isStream || response.trim() === '' || HEXADECIMAL.test(response)
      ? undefined
      : spoken({ role: 'assistant', content: response });
  }
  if (Array.isArray(response)) {
    const chunks = response.filter(isChunk);
    return chunks.length === 0 ? undefined : streamedCompletion(chunks);
  }
  if (!isObject(response)) return undefined;
  if (Array.isArray(response['choices'])) return response;
  // Ollama and some compatible servers give the message by itself, or as their only choice.
  const message = objectIn(response['message']);
  if (message?.['role'] === 'assistant')
    return { ...spoken(message), created: response['created_at'], model: response['model'] };
  return response['role'] === 'assistant' ? spoken(response) : undefined;
}

function spoken(message: JsonObject): JsonObject {
  return { choices: [{ index: 0, message }] };
}
