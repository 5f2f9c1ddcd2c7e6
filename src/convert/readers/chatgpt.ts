import { dirname } from 'node:path';
import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { withoutCitations } from '../citations.js';
import { mediaOfMime } from '../media-type.js';
import type { Entry, Media, TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { firstId, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import { branchesOf, treeOf } from './message-tree.js';

/** Kinds of content that are shown to nobody as they are. */
const HIDDEN_CONTENT = new Set(['user_editable_context', 'model_editable_context']);
const REASONING = new Set(['thoughts', 'reasoning_recap']);
const RATINGS: Readonly<Record<string, number>> = { thumbs_up: 1, thumbs_down: 0 };
/** The tool that opens a document beside the conversation. */
const CANVAS = 'canmore.create_textdoc';

const isConversation = (value: unknown): value is JsonObject => isObject(value) && treeOf(value['mapping']).size > 0;

/** The conversations of a record: one, or several by their names. */
function conversationsIn(value: unknown): { readonly name?: string; readonly conversation: JsonObject }[] {
  if (!isObject(value)) return [];
  if (isConversation(value)) return [{ conversation: value }];
  const named = Object.entries(value);
  return named.length > 0 && named.every(([, one]) => isConversation(one))
    ? named.map(([name, one]) => ({ name, conversation: one as JsonObject }))
    : [];
}

const isRating = (value: JsonObject): boolean =>
  idIn(value['conversation_id']) !== undefined && Object.hasOwn(RATINGS, wordIn(value['rating']));

const isUser = (value: JsonObject): boolean => 'chatgpt_plus_user' in value && idIn(value['id']) !== undefined;

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (isRating(value)) return 'conversation_id and rating';
  if (isUser(value)) return 'chatgpt_plus_user';
  return conversationsIn(value).length > 0 ? 'mapping of messages' : undefined;
}

/** What the parts of a message hold. */
interface Parts {
  readonly text: string | undefined;
  readonly images: number;
  readonly unknown: number;
}

function partsOf(content: unknown): Parts {
  if (typeof content === 'string') return { text: content, images: 0, unknown: 0 };
  const parts = objectIn(content)?.['parts'];
  const texts: string[] = [];
  let [images, unknown] = [0, 0];
  for (const part of Array.isArray(parts) ? parts : []) {
    if (typeof part === 'string') {
      if (part.trim() !== '') texts.push(part);
      continue;
    }
    const type = wordIn(objectIn(part)?.['content_type']);
    const heard = type === 'audio_transcription' ? textIn(objectIn(part)?.['text']) : undefined;
    if (heard !== undefined) texts.push(heard);
    else if (type === 'image_asset_pointer') images++;
    else unknown++;
  }
  return { text: texts.length === 0 ? undefined : texts.join('\n'), images, unknown };
}

const imagesOf = (count: number): Media[] =>
  Array.from({ length: count }, () => ({ type: 'image', subType: 'unknown' }));

/** Makes entries of the messages of one export. */
class MessageReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** The entry of a message; undefined if the message becomes no event, which was counted then. `extra`: of all its events. */
  entry(message: JsonObject, extra: JsonObject | undefined): Entry | undefined {
    const { leaveOut } = this.#context;
    const metadata = objectIn(message['metadata']) ?? {};
    const role = wordIn(objectIn(message['author'])?.['role']);
    const type = wordIn(objectIn(message['content'])?.['content_type']);
    const base = { id: idIn(message['id']), time: this.#context.time(message['create_time'], 's') };
    if (role === 'system' || HIDDEN_CONTENT.has(type)) leaveOut('system prompt');
    else if (role === 'tool') return this.#tool(message, base);
    else if (metadata['is_visually_hidden_from_conversation'] === true || message['weight'] === 0)
      leaveOut('hidden message');
    else if (role === 'user') return { ...base, ...this.#customer(message, metadata), ...(extra && { extra }) };
    else if (role === 'assistant') return this.#model(message, metadata, type, base, extra);
    else leaveOut('unknown role');
    return undefined;
  }

  /** A tool’s message holds its result: the words are for the model, images are for the customer. */
  #tool(message: JsonObject, base: Pick<Entry, 'id' | 'time'>): Entry | undefined {
    const { images } = partsOf(message['content']);
    this.#context.leaveOut('tool result');
    return images === 0 ? undefined : { ...base, role: 'ai_agent', media: imagesOf(images) };
  }

  #customer(message: JsonObject, metadata: JsonObject): Entry {
    const { text, images, unknown } = partsOf(message['content']);
    // An uploaded image stands in both.
    const files = objectsIn(metadata['attachments']).filter(
      (file) => mediaOfMime(file['mime_type'] ?? file['mimeType'])?.type !== 'image',
    );
    const uploads = images + files.length;
    this.#context.leaveOut('upload', uploads);
    this.#context.leaveOut('unknown content', unknown);
    return { role: 'customer', text: text ?? (uploads > 0 ? '' : undefined) };
  }

  #model(
    message: JsonObject,
    metadata: JsonObject,
    type: string,
    base: Pick<Entry, 'id' | 'time'>,
    extra: JsonObject | undefined,
  ): Entry | undefined {
    const { leaveOut } = this.#context;
    if (REASONING.has(type)) {
      leaveOut('reasoning');
      return undefined;
    }
    const tool = textIn(message['recipient']) ?? 'all';
    const more = extra === undefined ? {} : { extra };
    if (tool === CANVAS) return { ...base, role: 'ai_agent', components: [{ type: 'canvas' }] };
    if (tool !== 'all') return { ...base, role: 'ai_agent', actions: [{ type: 'tool', action: tool, ...more }] };
    if (type !== '' && type !== 'text' && type !== 'multimodal_text') {
      leaveOut('unknown content');
      return undefined;
    }
    const { text, images, unknown } = partsOf(message['content']);
    leaveOut('unknown content', unknown);
    const details = {
      model: textIn(metadata['model_slug']),
      finish_reason: textIn(objectIn(metadata['finish_details'])?.['type']),
    };
    const shown = text === undefined ? undefined : withoutCitations(text);
    return { ...base, role: 'ai_agent', text: shown, media: imagesOf(images), details, ...more };
  }
}

/** What is known of the export in one folder. */
interface Export {
  userId?: string;
  /** Its conversations, by their ids, and where they stand. */
  readonly conversations: Map<string, TranscriptRecord>;
}

class ChatGptReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #messages: MessageReader;
  /** The users of the exports, and the conversations of each, by folder: they stand in files of their own. */
  readonly #exports = new Map<string, Export>();

  readonly #ratings: { readonly value: JsonObject; readonly record: TranscriptRecord }[] = [];
  /** Messages of other branches, which may have been rated. */
  readonly #notShown = new Set<string>();

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#messages = new MessageReader(context);
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const conversations = conversationsIn(value);
    if (isObject(value) && isRating(value)) this.#ratings.push({ value, record });
    else if (isObject(value) && isUser(value)) {
      const userId = idIn(value['id']);
      if (userId !== undefined) this.#exportOf(record).userId = userId;
    } else if (conversations.length === 0) this.#context.reject(record);
    for (const { name, conversation } of conversations) this.#conversation(conversation, name, record);
  }

  /** Hands on whose the conversations are, and the ratings of what was shown. */
  end(): void {
    for (const { value, record } of this.#ratings) this.#rating(value, record);
    for (const { userId, conversations } of this.#exports.values()) {
      if (userId === undefined) continue;
      for (const [conversation, record] of conversations) {
        this.#context.add({ conversation, entries: [], repeats: 'new', userId, records: [record] });
      }
    }
  }

  #exportOf({ file }: TranscriptRecord): Export {
    const folder = dirname(file);
    const known = this.#exports.get(folder);
    if (known !== undefined) return known;
    const made: Export = { conversations: new Map<string, TranscriptRecord>() };
    this.#exports.set(folder, made);
    return made;
  }

  #add(conversation: string | undefined, entries: readonly Entry[], record: TranscriptRecord): void {
    // The place only: what a conversation holds is not kept.
    if (conversation !== undefined)
      this.#exportOf(record).conversations.set(conversation, { ...record, value: undefined });
    this.#context.add({ conversation, entries, repeats: 'new', records: [record] });
  }

  #conversation(conversation: JsonObject, name: string | undefined, record: TranscriptRecord): void {
    const id = firstId(conversation['conversation_id'], conversation['id'], name);
    const isShown = this.#context.options.branches === 'shown';
    for (const [index, branch] of branchesOf(conversation).entries()) {
      const messages = branch.map((node) => objectIn(node['message'])).filter((message) => message !== undefined);
      if (index > 0 && isShown) {
        this.#context.leaveOut('other branch', messages.length);
        for (const message of messages) this.#notShown.add(idIn(message['id']) ?? '');
      } else {
        const extra = index === 0 ? undefined : { branch: index };
        const entries = messages.flatMap((message) => this.#messages.entry(message, extra) ?? []);
        this.#add(id, entries, { ...record, value: conversation });
      }
    }
  }

  #rating(value: JsonObject, record: TranscriptRecord): void {
    if (this.#notShown.has(idIn(value['id']) ?? '')) {
      this.#context.leaveOut('other branch');
      return;
    }
    const rating = RATINGS[wordIn(value['rating'])] ?? 0;
    const time = this.#context.time(value['create_time'], 's');
    const entry: Entry = { role: 'customer', time, feedback: { rating, messageId: idIn(value['id']) } };
    this.#add(idIn(value['conversation_id']), [entry], record);
  }
}

/** The data that ChatGPT exports: conversations, ratings and the user. */
export const chatgpt: Reader = {
  name: 'chatgpt',
  title: 'a ChatGPT export',
  recognise,
  open: (context) => new ChatGptReader(context),
};
