import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { mediaOfMime, mediaOfUrl } from './media-type.js';
import type { Action, Media } from './model.js';
import type { MessageContext } from './reader.js';
import { argumentsKey, canonicalJson, decoded, firstId, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** A tool call with the id by which its result and its span name it. */
export interface Call extends Action {
  readonly callId?: string | undefined;
}

const TEXTS = new Set(['text', 'input_text', 'output_text', 'summary_text']);
const REASONING = new Set(['reasoning', 'thinking', 'redacted_thinking', 'reasoning-file', 'reasoning_content']);
const UPLOADS = new Set(
  'image image_url input_image audio input_audio video video_url file input_file document blob uri media search_result'.split(
    ' ',
  ),
);
/** The kinds of calls, by the types of their parts. */
export const CALLS: Readonly<Record<string, string>> = {
  tool_call: 'tool',
  'tool-call': 'tool',
  tool_use: 'tool',
  function_call: 'function',
  custom_tool_call: 'custom',
  mcp_call: 'mcp',
  server_tool_call: 'server_tool',
  server_tool_use: 'server_tool',
  mcp_tool_use: 'mcp',
};
const RESULT = /(?:tool[-_]result|tool_call_response|_call_output|_tool_result)$/;
/** Keys of parts without a type: Gemini’s and Bedrock’s. */
const CALL_KEYS = ['functionCall', 'function_call', 'toolUse'];
const RESULT_KEYS = ['functionResponse', 'function_response', 'toolResult'];
const DATA_KEYS = ['inlineData', 'inline_data', 'fileData', 'file_data', 'image', 'document', 'video'];

/** What Python prints for an object of an SDK: instrumentations write it where they do not know a part. */
const PRINTED_PART = /^\s*[A-Z]\w*(?:Call|Message|Response|Output|Result)\w*\(\w+=/;

/** What the parts of a message hold. */
export interface Content {
  readonly texts: string[];
  readonly refusals: string[];
  readonly calls: Call[];
  /** What tells results from others. */
  readonly results: string[];
  readonly uploads: string[];
  readonly media: Media[];
}

function callIn(part: JsonObject, type: string): Call | undefined {
  const inner = objectIn(part['function']) ?? objectIn(part['custom']) ?? part;
  const action = textIn(inner['name'] ?? part['toolName'] ?? part['tool_name'] ?? part['tool.name']);
  if (action === undefined) return undefined;
  const given =
    inner['arguments'] ?? inner['args'] ?? inner['input'] ?? part['input'] ?? part['args'] ?? part['tool.args'];
  return {
    type,
    action,
    key: argumentsKey(given),
    callId: firstId(part['call_id'], part['callId'], part['toolCallId'], part['toolUseId'], part['id']),
  };
}

function mediaIn(part: JsonObject): Media {
  const image = part['image_url'] ?? part['image'];
  const data = objectIn(DATA_KEYS.map((key) => part[key]).find(isObject)) ?? part;
  const mime = data['mime_type'] ?? data['mimeType'] ?? data['media_type'] ?? data['mediaType'];
  const word = `${wordIn(part['modality'])} ${wordIn(part['type'])}`;
  const kind = word.includes('audio')
    ? 'audio'
    : word.includes('video')
      ? 'video'
      : /image|blob|uri/.test(word)
        ? 'image'
        : 'file';
  const url = (isObject(image) ? image['url'] : image) ?? part['url'] ?? part['uri'] ?? data['fileUri'];
  return mediaOfMime(mime) ?? mediaOfUrl(url, kind);
}

/** A short text that tells an upload from others: data URLs have megabytes. */
function uploadKey(part: JsonObject): string {
  const json = JSON.stringify(part);
  return `${json.length} ${json.slice(0, 200)}`;
}

/** Reads one part of a message. Returns whether it is of a known kind. */
function readPart(part: JsonObject, isModel: boolean, content: Content, { leaveOut }: MessageContext): boolean {
  const type = wordIn(part['type']);
  const [callKey, resultKey] = [CALL_KEYS, RESULT_KEYS].map((keys) => keys.find((key) => isObject(part[key])));
  const text = part['text'] ?? part['content'];
  if (REASONING.has(type) || part['thought'] === true || isObject(part['reasoningContent'])) leaveOut('reasoning');
  else if (callKey !== undefined) return addCall(callIn(objectIn(part[callKey]) ?? {}, 'function'), content);
  else if (CALLS[type] !== undefined) return addCall(callIn(part, CALLS[type]), content);
  else if (type === 'function' && isObject(part['function'])) return addCall(callIn(part, 'function'), content);
  else if ((type === '' && 'toolName' in part) || 'tool.name' in part) return addCall(callIn(part, 'tool'), content);
  else if (resultKey !== undefined || RESULT.test(type)) content.results.push(resultText(part, resultKey));
  else if ((TEXTS.has(type) || type === '') && typeof text === 'string') content.texts.push(text);
  else if (type === 'refusal' && typeof part['refusal'] === 'string') content.refusals.push(part['refusal']);
  else if (UPLOADS.has(type) || DATA_KEYS.some((key) => isObject(part[key]))) {
    if (isModel) content.media.push(mediaIn(part));
    else content.uploads.push(uploadKey(part));
  } else return false;
  return true;
}

function addCall(call: Call | undefined, content: Content): boolean {
  if (call !== undefined) content.calls.push(call);
  return call !== undefined;
}

function resultText(part: JsonObject, key: string | undefined): string {
  const inner = key === undefined ? part : objectIn(part[key]);
  return textKey(inner?.['response'] ?? inner?.['result'] ?? inner?.['content'] ?? inner?.['output'] ?? null);
}

function textKey(content: unknown): string {
  return typeof content === 'string' ? content.trim() : canonicalJson(content ?? null);
}

/** Parts that stand as JSON in a text, as flat attributes have them; undefined for what somebody wrote. */
function encodedParts(text: string): JsonObject[] | undefined {
  if (!/^\s*\[\s*\{/.test(text)) return undefined;
  const parts = decoded(text);
  if (!Array.isArray(parts) || !parts.every(isObject)) return undefined;
  const isPart = (part: JsonObject): boolean => {
    const type = wordIn(part['type']);
    const isCall = type === 'function' && isObject(part['function']);
    const isTyped =
      isCall || TEXTS.has(type) || REASONING.has(type) || UPLOADS.has(type) || type in CALLS || RESULT.test(type);
    return isTyped || [...CALL_KEYS, ...RESULT_KEYS].some((key) => key in part) || isOnlyText(part);
  };
  return parts.every(isPart) ? parts : undefined;
}

function isOnlyText(part: JsonObject): boolean {
  return typeof part['text'] === 'string' && Object.keys(part).length === 1;
}

/** Reads the parts of a message. `isModel`: whether the model wrote it, so that media are no uploads. */
export function contentOf(message: JsonObject, isModel: boolean, context: MessageContext): Content {
  const content: Content = { texts: [], refusals: [], calls: [], results: [], uploads: [], media: [] };
  const given = message['parts'] ?? message['content'] ?? message['contents'] ?? message['text'];
  const parts = typeof given === 'string' ? (encodedParts(given) ?? given) : given;
  if (typeof parts === 'string') content.texts.push(parts);
  else if (isObject(parts) && typeof parts['content'] === 'string') content.texts.push(parts['content']);
  const listed = Array.isArray(parts) ? parts : isObject(parts) && !('content' in parts) ? [parts] : [];
  for (const part of listed) {
    if (typeof part === 'string') content.texts.push(part);
    else if (!isObject(part) || !readPart(part, isModel, content, context)) context.leaveOut('unknown content');
  }
  if (!isModel) return content;
  const texts = content.texts.filter((text) => !PRINTED_PART.test(text));
  context.leaveOut('unknown content', content.texts.length - texts.length);
  return { ...content, texts };
}

/** The calls that stand beside the content: OpenAI’s and LangChain’s. */
export function callsBeside(message: JsonObject): Call[] {
  const kwargs = objectIn(message['additional_kwargs']);
  const listed = [message['tool_calls'], message['toolCalls'], kwargs?.['tool_calls']]
    .map((list) => objectsIn(decoded(list)))
    .find((list) => list.length > 0);
  const calls = (listed ?? []).flatMap((call) => {
    const type = textIn(call['type']) ?? 'tool';
    return callIn(call, type === 'tool_call' ? 'tool' : type) ?? [];
  });
  const legacy = calls.length > 0 ? undefined : objectIn(message['function_call'] ?? kwargs?.['function_call']);
  const called = legacy && callIn(legacy, 'function');
  return called === undefined ? calls : [called];
}
