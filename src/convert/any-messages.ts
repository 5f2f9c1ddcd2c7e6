import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { mediaOfMime, mediaOfUrl } from './media-type.js';
import type { Action, Details, Entry, Media } from './model.js';
import type { ReaderContext } from './reader.js';
import { argumentsKey, canonicalJson, decoded, firstId, objectIn, objectsIn, textIn, wordIn } from './values.js';

/** A tool call with the id by which its result and its span name it. */
export interface Call extends Action {
  readonly callId?: string | undefined;
}

/** What is known of the answers of a model beside themselves. */
export interface AnswerFacts {
  readonly id?: string | undefined;
  readonly time?: string | undefined;
  readonly details?: Details | undefined;
}

type Speaker = 'customer' | 'ai_agent' | 'system' | 'result';

const SPEAKERS: Readonly<Record<string, Speaker>> = {
  user: 'customer',
  human: 'customer',
  humanmessage: 'customer',
  humanmessagechunk: 'customer',
  assistant: 'ai_agent',
  ai: 'ai_agent',
  model: 'ai_agent',
  bot: 'ai_agent',
  aimessage: 'ai_agent',
  aimessagechunk: 'ai_agent',
  system: 'system',
  developer: 'system',
  systemmessage: 'system',
  tool: 'result',
  function: 'result',
  toolmessage: 'result',
  function_call_output: 'result',
};

const TEXTS = new Set(['text', 'input_text', 'output_text', 'summary_text']);
const REASONING = new Set(['reasoning', 'thinking', 'redacted_thinking', 'reasoning-file', 'reasoning_content']);
const UPLOADS = new Set(
  'image image_url input_image audio input_audio video video_url file input_file document blob uri media search_result'.split(
    ' ',
  ),
);
/** The kinds of calls, by the types of their parts. */
const CALLS: Readonly<Record<string, string>> = {
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

/** What the parts of a message hold. */
interface Content {
  readonly texts: string[];
  readonly refusals: string[];
  readonly calls: Call[];
  /** What tells results from others. */
  readonly results: string[];
  readonly uploads: string[];
  readonly media: Media[];
}

/** Types without `tool_call_id` come as `role: tool` with the definition of a tool: what an application wrote, no result. */
function isToolDefinition(content: unknown): boolean {
  const found = objectIn(content);
  return found?.['type'] === 'function' && isObject(found['function']) && 'parameters' in found['function'];
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
function readPart(part: JsonObject, isModel: boolean, content: Content, { leaveOut }: ReaderContext): boolean {
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
    const isTyped = TEXTS.has(type) || REASONING.has(type) || UPLOADS.has(type) || type in CALLS || RESULT.test(type);
    return isTyped || [...CALL_KEYS, ...RESULT_KEYS].some((key) => key in part) || isOnlyText(part);
  };
  return parts.every(isPart) ? parts : undefined;
}

function isOnlyText(part: JsonObject): boolean {
  return typeof part['text'] === 'string' && Object.keys(part).length === 1;
}

function contentOf(message: JsonObject, isModel: boolean, context: ReaderContext): Content {
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
  return content;
}

/** The calls that stand beside the content: OpenAI’s and LangChain’s. */
function callsBeside(message: JsonObject): Call[] {
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

/** LangChain’s serialised messages have what they hold under `kwargs`. */
function unwrapped(message: JsonObject): JsonObject {
  const { id, kwargs } = message;
  if (!isObject(kwargs) || !Array.isArray(id)) return message;
  return { ...kwargs, type: wordIn(id.at(-1) ?? '') };
}

function speakerOf(message: JsonObject): Speaker | undefined {
  const role = textIn(message['role']) ?? textIn(message['type']) ?? '';
  return SPEAKERS[role.toLowerCase()] ?? (wordIn(message['type']) in CALLS ? 'ai_agent' : undefined);
}

function modelEntry(message: JsonObject, facts: AnswerFacts, context: ReaderContext): Entry {
  const isCall = textIn(message['role']) === undefined && wordIn(message['type']) in CALLS;
  const content = contentOf(isCall ? { parts: [message] } : message, true, context);
  for (const field of ['reasoning_content', 'reasoning'])
    if (textIn(message[field]) !== undefined) context.leaveOut('reasoning');
  // What a provider’s own tool gave back stands in the answer.
  context.leaveOut('tool result', content.results.length);
  const said = content.texts.join('');
  const refusal = content.refusals[0] ?? textIn(message['refusal']);
  const text = said.trim() === '' ? refusal : said;
  const beside = isCall ? [] : callsBeside(message);
  return {
    role: 'ai_agent',
    ...facts,
    text,
    actions: content.calls.length > 0 ? content.calls : beside,
    media: content.media,
    ...(text !== undefined && text === refusal ? { extra: { refusal: true } } : {}),
  };
}

/** The results in a message, and behind them what the customer wrote. */
function customerEntries(message: JsonObject, context: ReaderContext): Entry[] {
  const { texts, results, uploads } = contentOf(message, false, context);
  context.leaveOut('tool result', results.length);
  context.leaveOut('upload', uploads.length);
  const text = texts.join('').trim() === '' ? undefined : texts.join('');
  const entries = results.map(resultEntry);
  if (text === undefined && uploads.length === 0 && results.length > 0) return entries;
  return [
    ...entries,
    {
      role: 'customer',
      // Someone who sends only a picture has sent a message.
      text: text ?? (uploads.length > 0 ? '' : undefined),
      ...(uploads.length > 0 ? { key: `customer ${text ?? ''} ${uploads.join(' ')}` } : {}),
    },
  ];
}

function resultEntry(key: string): Entry {
  return { role: 'ai_agent', leftOut: true, key: `tool ${key}` };
}

/** Whether two entries of the model are one answer: frameworks write each call of an answer as a message of its own. */
function isOneAnswer(a: Entry | undefined, b: Entry): a is Entry {
  if (a?.role !== 'ai_agent' || b.role !== 'ai_agent' || a.leftOut === true || b.leftOut === true) return false;
  return a.text === undefined || b.text === undefined;
}

/** Several entries of the model as one. */
export function joined(a: Entry, b: Entry): Entry {
  return {
    ...b,
    ...a,
    text: a.text ?? b.text,
    actions: [...(a.actions ?? []), ...(b.actions ?? [])],
    media: [...(a.media ?? []), ...(b.media ?? [])],
  };
}

/**
 * Reads messages of any framework: OpenAI’s, Anthropic’s, Gemini’s, Bedrock’s, LangChain’s, the AI SDK’s, those of OpenTelemetry’s
 * conventions. System prompts are left out, tool results are kept as a part of the history that becomes no event.
 * @param facts of what the model wrote. Default: none.
 */
export function anyEntries(messages: readonly unknown[], context: ReaderContext, facts: AnswerFacts = {}): Entry[] {
  const entries: Entry[] = [];
  let isBehindResult = false;
  for (const given of messages) {
    if (!isObject(given)) {
      context.leaveOut('unknown content');
      continue;
    }
    const message = unwrapped(given);
    const speaker = speakerOf(message);
    const wasBehindResult = isBehindResult;
    isBehindResult = false;
    if (speaker === 'system') context.leaveOut('system prompt');
    else if (speaker === 'result' && isToolDefinition(message['content'])) context.leaveOut('system prompt');
    else if (speaker === 'result') {
      context.leaveOut('tool result');
      isBehindResult = true;
      const parts = contentOf({ ...message, content: message['content'] ?? message['output'] }, false, {
        ...context,
        leaveOut() {},
      });
      entries.push(resultEntry([...parts.texts, ...parts.results].join('').trim()));
    } else if (speaker === 'customer') {
      const read = customerEntries(message, context);
      isBehindResult = read.at(-1)?.leftOut === true;
      if (wasBehindResult && !isBehindResult) context.leaveOut('message behind a tool result');
      for (const entry of read) entries.push(wasBehindResult ? { ...entry, leftOut: true } : entry);
    } else if (speaker === 'ai_agent') {
      const entry = modelEntry(message, facts, context);
      const last = entries.at(-1);
      if (isOneAnswer(last, entry)) entries[entries.length - 1] = joined(last, entry);
      else entries.push(entry);
    } else context.leaveOut(wordIn(message['type']) in { reasoning: 1 } ? 'reasoning' : 'unknown role');
  }
  return entries;
}

/**
 * The answers of a model as choices: several texts without calls are choices; what has calls is one answer, since some frameworks write
 * each call as a message of its own.
 */
export function answerChoices(outputs: readonly unknown[], context: ReaderContext, facts: AnswerFacts): Entry[][] {
  const each = outputs.map((output) => anyEntries([output], context, facts));
  const isChoice = each.length > 1 && each.every(([one, ...more]) => one?.text !== undefined && more.length === 0);
  if (isChoice && each.every(([one]) => (one?.actions ?? []).length === 0)) {
    return each.map((choice, index) =>
      choice.map((entry) => ({ ...entry, id: entry.id === undefined ? undefined : `${entry.id}-${index}` })),
    );
  }
  const entries: Entry[] = [];
  for (const entry of each.flat()) {
    const last = entries.at(-1);
    if (isOneAnswer(last, entry)) entries[entries.length - 1] = joined(last, entry);
    else entries.push(entry);
  }
  return entries.length === 0 ? [] : [entries];
}
