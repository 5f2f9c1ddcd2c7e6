import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { objectIn, textIn, wordIn } from '../values.js';

const EVENTS = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
]);

/** Whether a value is an event of a streamed message. */
export function isStreamEvent(value: unknown): value is JsonObject {
  return isObject(value) && EVENTS.has(wordIn(value['type']));
}

/** A block as its pieces are joined. */
interface Joined {
  readonly block: JsonObject;
  text: string;
  json: string;
}

function finished({ block, text, json }: Joined): JsonObject {
  if (block['type'] === 'text') return { ...block, text: (textIn(block['text']) ?? '') + text };
  return json === '' ? block : { ...block, input: json };
}

/** The message whose events these are. */
export function streamedMessage(events: readonly JsonObject[]): JsonObject {
  let message: JsonObject = { type: 'message', role: 'assistant' };
  const blocks = new Map<number, Joined>();
  for (const event of events) {
    const index = typeof event['index'] === 'number' ? event['index'] : 0;
    const delta = objectIn(event['delta']) ?? {};
    if (event['type'] === 'message_start') message = { ...message, ...objectIn(event['message']) };
    else if (event['type'] === 'content_block_start')
      blocks.set(index, { block: objectIn(event['content_block']) ?? {}, text: '', json: '' });
    else if (event['type'] === 'content_block_delta') {
      const joined = blocks.get(index);
      if (joined === undefined) continue;
      joined.text += textIn(delta['text']) ?? '';
      joined.json += textIn(delta['partial_json']) ?? '';
    } else if (event['type'] === 'message_delta') {
      const usage = { ...objectIn(message['usage']), ...objectIn(event['usage']) };
      message = { ...message, stop_reason: delta['stop_reason'] ?? message['stop_reason'], usage };
    }
  }
  const ordered = [...blocks.entries()].sort(([a], [b]) => a - b);
  return { stop_reason: null, ...message, content: ordered.map(([, joined]) => finished(joined)) };
}
