import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { CALLS, callsBeside, contentOf } from './message-parts.js';
import type { Details, Entry } from './model.js';
import type { MessageContext } from './reader.js';
import { objectIn, textIn, wordIn } from './values.js';

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
  // Smolagents writes the calls and their results as texts.
  'tool-call': 'result',
  'tool-response': 'result',
};

/** LangChain’s serialised messages have what they hold under `kwargs`. */
function unwrapped(message: JsonObject): JsonObject {
  const { id, kwargs } = message;
  if (!isObject(kwargs) || !Array.isArray(id)) return message;
  return { ...kwargs, type: wordIn(id.at(-1) ?? '') };
}

/** Types without `tool_call_id` come as `role: tool` with the definition of a tool: what an application wrote, no result. */
function isToolDefinition(content: unknown): boolean {
  const found = objectIn(content);
  return found?.['type'] === 'function' && isObject(found['function']) && 'parameters' in found['function'];
}

function speakerOf(message: JsonObject): Speaker | undefined {
  const role = textIn(message['role']) ?? textIn(message['type']) ?? '';
  return SPEAKERS[role.toLowerCase()] ?? (wordIn(message['type']) in CALLS ? 'ai_agent' : undefined);
}

function modelEntry(message: JsonObject, facts: AnswerFacts, context: MessageContext): Entry {
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
function customerEntries(message: JsonObject, context: MessageContext): Entry[] {
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
export function anyEntries(messages: readonly unknown[], context: MessageContext, facts: AnswerFacts = {}): Entry[] {
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
export function answerChoices(outputs: readonly unknown[], context: MessageContext, facts: AnswerFacts): Entry[][] {
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
