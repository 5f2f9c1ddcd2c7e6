import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { statedConversation } from '../logged-call.js';
import type { Entry, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { firstId, idIn, objectIn, textIn, wordIn } from '../values.js';
import { PartReader } from './ui-parts.js';
import { isVote, messagesIn, ROLES, recognise } from './ui-shapes.js';

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
    const { texts, actions, media, components, uploads, callsBefore } = this.#parts.gather(message);
    leaveOut('upload', uploads);
    const content = wordIn(message['content'] ?? undefined);
    const text = texts.length > 0 ? texts.join('\n\n') : content;
    const id = idIn(message['id']);
    const entry: Entry = {
      role: role === 'user' ? 'customer' : 'ai_agent',
      id,
      time: time(message['createdAt'] ?? message['created_at'] ?? metadata['createdAt']),
      text: text.trim() !== '' ? text : uploads > 0 ? '' : undefined,
      callsBefore,
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
