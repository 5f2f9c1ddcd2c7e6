import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { numberIn, objectIn, textIn, wordIn } from '../values.js';

/** Whether a value is a response as the API gives it. */
export const isResponse = (value: unknown): value is JsonObject =>
  isObject(value) && value['object'] === 'response' && Array.isArray(value['output']);

/** Whether a value is an event of a recorded stream. */
export function isStreamEvent(value: JsonObject): boolean {
  return /^response\.\w/.test(wordIn(value['type']));
}

/** Whether a value is the event that ends a stream, which has the whole response. */
export function isLastEvent({ type, response }: JsonObject): boolean {
  return isResponse(response) && /^response\.(?:completed|incomplete|failed|cancelled)$/.test(wordIn(type));
}

/** The response whose events these are: that of the last event, or, if the stream was stopped, what was streamed until then. */
export function streamedResponse(events: readonly JsonObject[]): JsonObject | undefined {
  const whole = events.findLast(isLastEvent)?.['response'];
  if (isResponse(whole)) return whole;
  const begun = events.map((event) => event['response']).findLast(isResponse);
  if (begun === undefined) return undefined;
  const items = new Map<number, JsonObject>();
  const texts = new Map<number, string>();
  for (const event of events) {
    const type = wordIn(event['type']);
    const index = numberIn(event['output_index']) ?? 0;
    const item = objectIn(event['item']);
    if (type === 'response.output_text.delta' || type === 'response.refusal.delta')
      texts.set(index, (texts.get(index) ?? '') + (textIn(event['delta']) ?? ''));
    // A call that is not complete was not made.
    else if (item !== undefined && (type.endsWith('.done') || item['type'] === 'message')) items.set(index, item);
  }
  const output = [...items].map(([index, item]) => {
    const text = texts.get(index);
    const isDone = Array.isArray(item['content']) && item['content'].length > 0;
    return text === undefined || isDone ? item : { ...item, content: [{ type: 'output_text', text }] };
  });
  return { ...begun, output };
}
