import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { statedConversation } from '../logged-call.js';
import { mediaOfMime, mediaOfUrl } from '../media-type.js';
import type { Action, Component, Entry, Media, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { argumentsKey, decoded, firstId, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';

const ROLES = new Set(['system', 'user', 'assistant', 'data']);
/** Tools whose output is an image. */
const IMAGE_TOOL = /^image_generation$/;

/** The parts of a message, which a table holds as JSON; undefined if they are not those of a UI message. */
function partsOf(message: JsonObject): JsonObject[] | undefined {
  const found = decoded(message['parts']);
  if (!Array.isArray(found)) return undefined;
  const parts = objectsIn(found);
  const isKnown = parts.every(
    ({ type, text }) => typeof type === 'string' && (type !== 'text' || typeof text === 'string'),
  );
  return isKnown && parts.length === found.length ? parts : undefined;
}

function isUiMessage(value: unknown): value is JsonObject {
  if (!isObject(value) || !ROLES.has(wordIn(value['role']))) return false;
  if (value['parts'] !== undefined) return partsOf(value) !== undefined;
  return hasUiMarks(value) && typeof value['content'] === 'string';
}

/** Whether a message without parts has what only those of the AI SDK have. */
function hasUiMarks(message: JsonObject): boolean {
  return Array.isArray(message['toolInvocations']) || Array.isArray(message['experimental_attachments']);
}

/** Whether a message in a list is one of a stored chat: messages for a model have neither an id nor a time. */
export function isOfChat(message: unknown): boolean {
  if (!isObject(message) || !ROLES.has(wordIn(message['role']))) return false;
  return isUiMessage(message) || (typeof message['content'] === 'string' && 'id' in message && 'createdAt' in message);
}

/** The messages of a chat, or of the request that holds all or the last of it; undefined if there are none, or others. */
function messagesIn(value: JsonObject): JsonObject[] | undefined {
  const { messages, message } = value;
  const list = Array.isArray(messages) ? objectsIn(messages) : isUiMessage(message) ? [message] : undefined;
  const isPlain = ({ role, content }: JsonObject): boolean => ROLES.has(wordIn(role)) && typeof content === 'string';
  return list?.every((one) => isUiMessage(one) || isPlain(one)) ? list : undefined;
}

const isVote = (value: JsonObject): boolean =>
  'isUpvoted' in value && idIn(value['messageId']) !== undefined && idIn(value['chatId']) !== undefined;

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isVote(value)) return 'isUpvoted';
  if (isUiMessage(value)) return value['parts'] === undefined ? 'toolInvocations' : 'parts';
  return messagesIn(value)?.some(isOfChat) ? 'messages of a chat' : undefined;
}

/** A tool call in whichever version it is written. */
interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly state: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly isProviders: boolean;
}

function callOf(part: JsonObject): Call | undefined {
  const type = wordIn(part['type']);
  const invocation = type === 'tool-invocation' ? objectIn(part['toolInvocation']) : undefined;
  const isCall = type.startsWith('tool-') || type === 'dynamic-tool';
  if (!isCall) return undefined;
  const call = invocation ?? part;
  return {
    id: idIn(call['toolCallId']),
    name: textIn(call['toolName']) ?? (invocation === undefined ? textIn(type.replace(/^tool-/, '')) : undefined),
    state: wordIn(call['state']),
    input: call['input'] ?? call['args'],
    output: call['output'] ?? call['result'],
    isProviders: call['providerExecuted'] === true,
  };
}

/** Whether a call was made: its input is complete, and nobody refused it. */
function wasMade(state: string, part: JsonObject): boolean {
  if (state === 'approval-responded') return objectIn(part['approval'])?.['approved'] !== false;
  return !/^(?:input-streaming|partial-call|approval-requested|output-denied)$/.test(state);
}

/** What is gathered of the parts of one message. */
interface Gathered {
  readonly texts: string[];
  readonly actions: Action[];
  readonly media: Media[];
  readonly components: Component[];
  uploads: number;
}

/** Reads the parts of messages. */
class PartReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** The parts of a message; those of a message without them are made of what older versions write. */
  gather(message: JsonObject): Gathered {
    const isModel = message['role'] === 'assistant';
    const gathered: Gathered = { texts: [], actions: [], media: [], components: [], uploads: 0 };
    const calls = new Set<string>();
    const parts = partsOf(message) ?? [];
    for (const part of parts) this.#part(part, isModel, gathered, calls);
    // Older versions write everything twice: here, and in the parts.
    for (const toolInvocation of objectsIn(message['toolInvocations'])) {
      this.#call({ type: 'tool-invocation', toolInvocation }, gathered, calls);
    }
    if (parts.length === 0 && textIn(message['reasoning']) !== undefined) this.#context.leaveOut('reasoning');
    const files = objectsIn(message['experimental_attachments']).length;
    if (!isModel) gathered.uploads = Math.max(gathered.uploads, files);
    return gathered;
  }

  #part(part: JsonObject, isModel: boolean, gathered: Gathered, calls: Set<string>): void {
    const { leaveOut } = this.#context;
    const type = wordIn(part['type']);
    if (type === 'text') {
      const text = wordIn(part['text']);
      if (text.trim() !== '') gathered.texts.push(text);
    } else if (type === 'step-start') return;
    else if (type === 'reasoning' || type === 'reasoning-file') leaveOut('reasoning');
    else if (type === 'file') this.#file(part, isModel, gathered);
    else if (callOf(part) !== undefined) this.#call(part, gathered, calls);
    else if (type.startsWith('source')) leaveOut('source');
    else if (type.startsWith('data-') && isModel) gathered.components.push({ type: type.slice(5) || 'data' });
    else leaveOut('unknown content');
  }

  #file(part: JsonObject, isModel: boolean, gathered: Gathered): void {
    if (!isModel) gathered.uploads++;
    else gathered.media.push(mediaOfMime(part['mediaType'] ?? part['mimeType']) ?? mediaOfUrl(part['url'], 'file'));
  }

  #call(part: JsonObject, gathered: Gathered, calls: Set<string>): void {
    const { leaveOut } = this.#context;
    const call = callOf(part);
    if (call === undefined) return;
    const { id, name, state, input, output, isProviders } = call;
    if (id !== undefined && calls.has(id)) return;
    if (id !== undefined) calls.add(id);
    if (output !== undefined && output !== null) leaveOut('tool result');
    if (name === undefined || !wasMade(state, part)) {
      leaveOut(name === undefined ? 'unknown content' : 'unfinished call');
      return;
    }
    gathered.actions.push({
      type: isProviders ? 'provider' : 'tool',
      action: name,
      key: argumentsKey(input),
      ...(state === 'output-error' ? { extra: { error: true } } : {}),
    });
    const image = isProviders && IMAGE_TOOL.test(name) ? objectIn(output) : undefined;
    if (textIn(image?.['result']) !== undefined)
      gathered.media.push({
        type: 'image',
        subType: textIn(image?.['output_format'] ?? image?.['outputFormat']) ?? 'unknown',
      });
  }
}

class UiMessageReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #parts: PartReader;
  /** Messages that stand alone: those of a chat belong together. */
  #bare: { readonly messages: JsonObject[]; readonly records: TranscriptRecord[] } | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#parts = new PartReader(context);
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const messages = isObject(value) ? messagesIn(value) : undefined;
    if (!isObject(value)) this.#context.reject(record);
    else if (isVote(value)) this.#vote(value, record);
    else if (messages !== undefined) this.#chat(value, messages, record);
    else if (!ROLES.has(wordIn(value['role'])) || !('parts' in value || 'content' in value))
      this.#context.reject(record);
    else if (firstId(value['chatId'], value['chat_id']) !== undefined) this.#row(value, record);
    else this.#readBare(value, record);
  }

  end(): void {
    const bare = this.#bare;
    this.#bare = undefined;
    if (bare === undefined) return;
    const entries = bare.messages.flatMap((message) => this.#entries(message));
    this.#context.add({ conversation: undefined, entries, repeats: 'history', records: bare.records });
    this.#addRatings(bare.messages, undefined, bare.records[0] as TranscriptRecord);
  }

  #readBare(message: JsonObject, record: TranscriptRecord): void {
    const [first] = this.#bare?.records ?? [];
    if (first !== undefined && (first.file !== record.file || first.group !== record.group)) this.end();
    this.#bare ??= { messages: [], records: [record] };
    this.#bare.messages.push(message);
  }

  /** A chat with all of its messages, or with the last one if the server keeps the others. */
  #chat(chat: JsonObject, messages: readonly JsonObject[], record: TranscriptRecord): void {
    const conversation = firstId(chat['id'], chat['chatId'], chat['chat_id']) ?? statedConversation(chat);
    this.#context.add({
      conversation,
      entries: messages.flatMap((message) => this.#entries(message)),
      repeats: Array.isArray(chat['messages']) ? 'history' : 'new',
      userId: firstId(chat['userId'], chat['user_id']),
      records: [record],
    });
    this.#addRatings(messages, conversation, record);
  }

  #row(row: JsonObject, record: TranscriptRecord): void {
    const entries = this.#entries(row);
    const conversation = firstId(row['chatId'], row['chat_id']);
    this.#context.add({
      conversation,
      entries,
      repeats: 'new',
      time: entries[0]?.time,
      userId: firstId(row['userId'], row['user_id']),
      records: [record],
    });
    this.#addRatings([row], conversation, record);
  }

  #vote(vote: JsonObject, record: TranscriptRecord): void {
    const rating = ratingIn(vote['isUpvoted']);
    const messageId = idIn(vote['messageId']);
    if (rating === undefined) this.#context.leaveOut('unnamed score');
    else
      this.#context.add({
        conversation: idIn(vote['chatId']),
        entries: [{ role: 'customer', id: `vote ${messageId}`, feedback: { rating, messageId } }],
        repeats: 'new',
        records: [record],
      });
  }

  /** The entry of a message; none if it becomes no event. */
  #entries(message: JsonObject): Entry[] {
    const { leaveOut, time } = this.#context;
    const { role } = message;
    if (role !== 'user' && role !== 'assistant') {
      leaveOut(role === 'system' ? 'system prompt' : 'unknown role');
      return [];
    }
    const metadata = objectIn(message['metadata']) ?? {};
    const { texts, actions, media, components, uploads } = this.#parts.gather(message);
    leaveOut('upload', uploads);
    const content = wordIn(message['content'] ?? undefined);
    const text = texts.length > 0 ? texts.join('\n\n') : content;
    const id = idIn(message['id']);
    const entry: Entry = {
      role: role === 'user' ? 'customer' : 'ai_agent',
      id,
      time: time(message['createdAt'] ?? message['created_at'] ?? metadata['createdAt']),
      text: text.trim() !== '' ? text : uploads > 0 ? '' : undefined,
      actions,
      media,
      components,
      // An answer grows while its tools run. A question that was edited keeps its id, and is another one.
      ...(role === 'assistant' && id !== undefined ? { key: `answer ${id}` } : {}),
      details: { model: textIn(metadata['model']) },
    };
    return [entry];
  }

  /** Hands on the ratings in the metadata of messages, as far as `--feedback` names them. */
  #addRatings(messages: readonly JsonObject[], conversation: string | undefined, record: TranscriptRecord): void {
    for (const { id, metadata } of messages) {
      for (const [name, scale] of this.#context.options.feedback) {
        const rating = ratingIn(objectIn(metadata)?.[name], scale);
        if (rating === undefined) continue;
        const feedback = { rating, messageId: idIn(id) };
        const entry: Entry = { role: 'customer', id: `${name} ${idIn(id) ?? ''}`, feedback };
        this.#context.add({ conversation, entries: [entry], repeats: 'new', records: [record] });
      }
    }
  }
}

/** UI messages of Vercel’s AI SDK, versions 3 and later: chats, requests of `useChat`, and rows of a table. */
export const uiMessages: Reader = {
  name: 'ui-messages',
  title: 'AI SDK UI messages',
  recognise,
  open: (context) => new UiMessageReader(context),
};
