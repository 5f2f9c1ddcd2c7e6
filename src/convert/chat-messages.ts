import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { LastUsed } from './last-used.js';
import { mediaOfUrl } from './media-type.js';
import type { Action, Details, Entry, Media } from './model.js';
import type { ReaderContext } from './reader.js';
import { argumentsKey, canonicalJson, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** What is known of a message beside itself. */
export interface MessageFacts {
  readonly id?: string | undefined;
  readonly time?: string | undefined;
  readonly details?: Details | undefined;
  /** The format of the audio that was asked for. */
  readonly audioFormat?: string | undefined;
}

/** What the content of a message holds. */
interface Content {
  readonly text: string | undefined;
  readonly isRefusal: boolean;
  /** How many parts were uploaded, and what tells them from others. */
  readonly uploads: readonly string[];
  readonly media: readonly Media[];
}

const UPLOADS = new Set([
  'image_url',
  'input_image',
  'image',
  'input_audio',
  'audio',
  'file',
  'input_file',
  'video_url',
  'document',
]);
const TEXTS = new Set(['text', 'input_text', 'output_text']);
const REASONING = new Set(['reasoning', 'thinking', 'redacted_thinking']);

/** A short text that tells an upload from others: data URLs have megabytes. */
function uploadKey(part: JsonObject): string {
  const json = JSON.stringify(part);
  return `${json.length} ${json.slice(0, 200)}`;
}

function mediaOfPart(part: JsonObject): Media {
  const image = part['image_url'];
  const url = isObject(image) ? image['url'] : (image ?? part['url']);
  const kind = wordIn(part['type']).includes('audio')
    ? 'audio'
    : wordIn(part['type']).includes('video')
      ? 'video'
      : 'image';
  return mediaOfUrl(url, kind);
}

/** Reads the content of a message of `user` or `assistant`. */
function contentOf(content: unknown, isModel: boolean, { leaveOut }: ReaderContext): Content {
  if (typeof content === 'string') return { text: content, isRefusal: false, uploads: [], media: [] };
  const texts: string[] = [];
  const uploads: string[] = [];
  const media: Media[] = [];
  let refusal: string | undefined;
  for (const part of Array.isArray(content) ? content : []) {
    if (typeof part === 'string') texts.push(part);
    if (!isObject(part)) continue;
    const type = wordIn(part['type'] ?? 'text');
    if (TEXTS.has(type) && typeof part['text'] === 'string') texts.push(part['text']);
    else if (type === 'refusal') refusal = textIn(part['refusal']);
    else if (REASONING.has(type)) leaveOut('reasoning');
    else if (UPLOADS.has(type) && isModel) media.push(mediaOfPart(part));
    else if (UPLOADS.has(type)) uploads.push(uploadKey(part));
    else leaveOut('unknown content');
  }
  const text = texts.length > 0 ? texts.join('') : refusal;
  return { text, isRefusal: texts.length === 0 && refusal !== undefined, uploads, media };
}

/** The calls of a message, in the order in which they stand there. */
function actionsOf(message: JsonObject, { leaveOut }: ReaderContext): Action[] {
  const calls = objectsIn(message['tool_calls']).flatMap((call): Action[] => {
    const type = textIn(call['type']) ?? 'function';
    const called = objectIn(call[type]) ?? objectIn(call['function']) ?? objectIn(call['custom']) ?? call;
    const action = textIn(called['name']);
    if (action === undefined) {
      leaveOut('unknown content');
      return [];
    }
    return [{ type, action, key: argumentsKey(called['arguments'] ?? called['input']) }];
  });
  const legacy = calls.length > 0 ? undefined : objectIn(message['function_call']);
  const name = textIn(legacy?.['name']);
  return name === undefined
    ? calls
    : [...calls, { type: 'function', action: name, key: argumentsKey(legacy?.['arguments']) }];
}

function modelEntry(message: JsonObject, facts: MessageFacts, context: ReaderContext): Entry {
  const content = contentOf(message['content'], true, context);
  for (const field of ['reasoning_content', 'reasoning'])
    if (textIn(message[field]) !== undefined) context.leaveOut('reasoning');
  const audio = objectIn(message['audio']);
  const refusal = textIn(message['refusal']);
  const said = content.text?.trim() ? content.text : undefined;
  const text = said ?? textIn(audio?.['transcript']) ?? refusal;
  const isRefusal = text !== undefined && (said === undefined ? text === refusal : content.isRefusal);
  const images = objectsIn(message['images']).map((image) => mediaOfPart({ type: 'image_url', ...image }));
  const voice: Media[] = audio === undefined ? [] : [{ type: 'audio', subType: facts.audioFormat ?? 'unknown' }];
  const { id, time, details } = facts;
  return {
    role: 'ai_agent',
    id,
    time,
    text,
    actions: actionsOf(message, context),
    media: [...content.media, ...images, ...voice],
    details,
    ...(isRefusal ? { extra: { refusal: true } } : {}),
  };
}

function customerEntry(message: JsonObject, facts: MessageFacts, context: ReaderContext): Entry {
  const { text, uploads } = contentOf(message['content'], false, context);
  if (uploads.length > 0) context.leaveOut('upload', uploads.length);
  const written = text?.trim() ? text : undefined;
  return {
    role: 'customer',
    id: facts.id,
    time: facts.time,
    // Someone who sends only a picture has sent a message.
    text: written ?? (uploads.length > 0 ? '' : undefined),
    ...(uploads.length > 0 ? { key: `customer ${written ?? ''} ${uploads.join(' ')}` } : {}),
  };
}

/** Entries of messages that are nothing but words, and of tool results: a history has them again and again. */
const customers = new LastUsed<Entry>(5000);
const models = new LastUsed<Entry>(5000);
const results = new LastUsed<Entry>(5000);
/** What a message has beside its words. */
const FURTHER_KEYS = ['tool_calls', 'function_call', 'refusal', 'audio', 'images', 'reasoning_content', 'reasoning'];

/** Where applications write the time of a message that they keep. */
const TIMES = ['timestamp', 'created_at', 'createdAt'];

/** The time that stands in a message, which the API does not know. */
function statedTime(message: JsonObject, context: ReaderContext): string | undefined {
  const key = TIMES.find((one) => message[one] !== undefined);
  return key === undefined ? undefined : context.time(message[key]);
}

/** The entry of a message of the customer or the model that is nothing but words; undefined if there is more to it. */
function plainEntry(message: JsonObject): Entry | undefined {
  const { role, content } = message;
  if (typeof content !== 'string' || (role !== 'user' && role !== 'assistant')) return undefined;
  if (role === 'assistant' && FURTHER_KEYS.some((key) => message[key] !== undefined && message[key] !== null))
    return undefined;
  if (content.trim() === '') return undefined;
  const isCustomer = role === 'user';
  return (isCustomer ? customers : models).of(content, () => ({
    role: isCustomer ? 'customer' : 'ai_agent',
    text: content,
  }));
}

function resultEntry(text: string): Entry {
  return results.of(text, () => ({ role: 'ai_agent', leftOut: true, key: `tool ${text}` }));
}

/**
 * Reads the messages of an OpenAI chat: `{role, content, tool_calls}`. System prompts are left out, tool results are kept as a part of
 * the history that becomes no event.
 * @param factsOf what is known of the message at an index. Default: nothing.
 */
export function chatEntries(
  messages: unknown,
  context: ReaderContext,
  factsOf?: (message: JsonObject, index: number) => MessageFacts,
): Entry[] {
  const entries: Entry[] = [];
  let isBehindResult = false;
  for (const [index, message] of objectsIn(messages).entries()) {
    const role = message['role'];
    const time = statedTime(message, context);
    const plain = factsOf === undefined && !isBehindResult && time === undefined ? plainEntry(message) : undefined;
    if (plain !== undefined) {
      entries.push(plain);
      continue;
    }
    const facts = { ...(time === undefined ? {} : { time }), ...factsOf?.(message, index) };
    const wasBehindResult = isBehindResult;
    isBehindResult = false;
    if (role === 'system' || role === 'developer') context.leaveOut('system prompt');
    else if (role === 'tool' || role === 'function') {
      context.leaveOut('tool result');
      isBehindResult = true;
      entries.push(resultEntry(textKey(message['content'])));
    } else if (role === 'user') {
      const entry = customerEntry(message, facts, context);
      if (wasBehindResult) context.leaveOut('message behind a tool result');
      entries.push(wasBehindResult ? { ...entry, leftOut: true } : entry);
    } else if (role === 'assistant') entries.push(modelEntry(message, facts, context));
    else context.leaveOut('unknown role');
  }
  return entries;
}

function textKey(content: unknown): string {
  return typeof content === 'string' ? content.trim() : canonicalJson(content ?? null);
}
