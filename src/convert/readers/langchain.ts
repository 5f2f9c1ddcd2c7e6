import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { isAnyMessage, isLangChainMessage, langChainEntries } from '../langchain-messages.js';
import { statedConversation } from '../logged-call.js';
import type { TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { firstId, objectIn } from '../values.js';

/** The messages of a chat, or of the state of a graph; undefined if it has others. */
function messagesIn(value: JsonObject): unknown[] | undefined {
  const messages = value['messages'] ?? objectIn(value['values'])?.['messages'];
  return Array.isArray(messages) && messages.every(isAnyMessage) ? messages : undefined;
}

function recognise(value: unknown): string | undefined {
  if (!isObject(value) || 'run_type' in value) return undefined;
  if (isLangChainMessage(value)) return 'type and content';
  return messagesIn(value)?.some(isLangChainMessage) ? 'messages of type and content' : undefined;
}

/** Where the thread of a state is named. */
function threadOf(value: JsonObject): string | undefined {
  const config = objectIn(objectIn(value['config'])?.['configurable']);
  return firstId(
    value['thread_id'],
    config?.['thread_id'],
    objectIn(value['checkpoint'])?.['thread_id'],
    objectIn(value['metadata'])?.['thread_id'],
  );
}

class LangChainReader implements OpenReader {
  readonly #context: ReaderContext;
  /** Messages that stand alone: those of a file or a list belong together. */
  #bare: { readonly messages: unknown[]; readonly record: TranscriptRecord } | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const messages = isObject(value) ? messagesIn(value) : undefined;
    if (!isObject(value) || !(isAnyMessage(value) || messages !== undefined)) this.#context.reject(record);
    else if (messages === undefined) this.#readBare(value, record);
    else this.#readState(value, messages, record);
  }

  end(): void {
    const bare = this.#bare;
    this.#bare = undefined;
    if (bare === undefined) return;
    const entries = langChainEntries(bare.messages, this.#context);
    this.#context.add({ conversation: undefined, entries, repeats: 'history', records: [bare.record] });
  }

  #readBare(message: JsonObject, record: TranscriptRecord): void {
    const first = this.#bare?.record;
    if (first !== undefined && (first.file !== record.file || first.group !== record.group)) this.end();
    this.#bare ??= { messages: [], record };
    this.#bare.messages.push(message);
  }

  /** A state holds all messages up to its time, which is that of the last one. */
  #readState(value: JsonObject, messages: readonly unknown[], record: TranscriptRecord): void {
    const read = langChainEntries(messages, this.#context);
    const time = this.#context.time('checkpoint' in value ? value['created_at'] : value['updated_at']);
    const last = read.at(-1);
    const entries = last === undefined || time === undefined ? read : [...read.slice(0, -1), { ...last, time }];
    this.#context.add({
      conversation: threadOf(value) ?? statedConversation(value),
      entries,
      repeats: 'history',
      time,
      records: [record],
    });
  }
}

/** Messages of LangChain, and states and threads of LangGraph. */
export const langchain: Reader = {
  name: 'langchain',
  title: 'LangChain messages',
  recognise,
  open: (context) => new LangChainReader(context),
};
