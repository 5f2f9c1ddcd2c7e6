import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { BatchCalls, openAiBatchHalf } from '../batch-calls.js';
import { chatEntries } from '../chat-messages.js';
import { entryKey, hashNumber } from '../entry-key.js';
import type { LoggedCall } from '../logged-call.js';
import { answerTime, earlier, loggedCall, requestTime, statedConversation } from '../logged-call.js';
import type { Details, Entry, TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { idIn, numberIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';
import { isBareMessage, isCompletion, isRequest, isStoredMessage, recognise } from './openai-shapes.js';
import { completionOf, isChunk, isEmptyChunk, streamedCompletion } from './openai-stream.js';

/** Keys that a request has and a line of fine-tuning data has not. */
const REQUEST_KEYS = ['model', 'temperature', 'stream', 'max_tokens', 'max_completion_tokens', 'n'];
function detailsOf(completion: JsonObject, choice: JsonObject): Details {
  const usage = objectIn(completion['usage']);
  return {
    model: textIn(completion['model']),
    finish_reason: textIn(choice['finish_reason']),
    input_tokens: numberIn(usage?.['prompt_tokens']),
    output_tokens: numberIn(usage?.['completion_tokens']),
  };
}

/** Messages of stored completions, which are listed apart from them: `<completion>-<n>`. */
interface Stored {
  completion?: { readonly value: JsonObject; readonly record: TranscriptRecord };
  readonly messages: Map<number, { readonly value: JsonObject; readonly record: TranscriptRecord }>;
}

class OpenAiReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #batch = new BatchCalls();
  readonly #stored = new Map<string, Stored>();
  readonly #streams = new Map<string, { chunks: JsonObject[]; record: TranscriptRecord }>();
  #bare: { messages: JsonObject[]; records: TranscriptRecord[] } | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isObject(value)) {
      this.#context.reject(record);
      return;
    }
    // Azure begins a stream with what it filtered.
    if (isEmptyChunk(value)) return;
    if (isBareMessage(value) && !isStoredMessage(value)) this.#readBare(value, record);
    else if (isStoredMessage(value))
      this.#storedOf(wordIn(value['id']).replace(/-\d+$/, '')).messages.set(
        Number(/\d+$/.exec(wordIn(value['id']))?.[0]),
        { value, record },
      );
    else if (isChunk(value)) this.#readChunk(value, record);
    else if (typeof value['custom_id'] === 'string')
      this.#batch.add(value['custom_id'], openAiBatchHalf(value), record);
    else if (Array.isArray(value['preferred_output'])) this.#readPreference(value, record);
    else if (value['object'] === 'chat.completion' && !('messages' in value) && record.group !== 0)
      this.#readStored(value, record);
    else this.#readCall(value, record);
  }

  end(): void {
    this.#endBare();
    for (const { chunks, record } of this.#streams.values()) {
      this.#answered({ request: undefined, response: streamedCompletion(chunks), around: chunks[0] ?? {} }, [record]);
    }
    for (const { call, records } of this.#batch.all()) this.#answered(call, records);
    for (const stored of this.#stored.values()) this.#endStored(stored);
  }

  #readCall(value: JsonObject, record: TranscriptRecord): void {
    const call =
      value['object'] === 'chat.completion'
        ? { request: undefined, response: value, around: value }
        : loggedCall(value, isRequest);
    if (call.request === undefined && !isCompletion(completionOf(call.response))) this.#context.reject(record);
    else this.#answered(call, [record]);
  }

  #readBare(message: JsonObject, record: TranscriptRecord): void {
    const last = this.#bare?.records[0];
    if (last !== undefined && (last.file !== record.file || last.group !== record.group)) this.#endBare();
    this.#bare ??= { messages: [], records: [] };
    this.#bare.messages.push(message);
    // The first one is where facts of the conversation are looked up.
    if (this.#bare.records.length === 0) this.#bare.records.push(record);
  }

  #endBare(): void {
    const bare = this.#bare;
    this.#bare = undefined;
    if (bare !== undefined) this.#whole(chatEntries(bare.messages, this.#context), [], {}, bare.records);
  }

  #readChunk(chunk: JsonObject, record: TranscriptRecord): void {
    const id = idIn(chunk['id']) ?? '';
    const stream = this.#streams.get(id);
    if (stream === undefined) this.#streams.set(id, { chunks: [chunk], record });
    else stream.chunks.push(chunk);
  }

  #readPreference(value: JsonObject, record: TranscriptRecord): void {
    const entries = chatEntries(objectIn(value['input'])?.['messages'], this.#context);
    const shown = chatEntries(value['preferred_output'], this.#context);
    this.#context.leaveOut('other choice', objectsIn(value['non_preferred_output']).length);
    this.#whole(entries, shown, value, [record]);
  }

  #storedOf(id: string): Stored {
    const known = this.#stored.get(id);
    if (known !== undefined) return known;
    const stored: Stored = { messages: new Map() };
    this.#stored.set(id, stored);
    return stored;
  }

  /** A completion in a list: its messages may be listed in another file. */
  #readStored(value: JsonObject, record: TranscriptRecord): void {
    const id = idIn(value['id']);
    if (id === undefined) this.#readCall(value, record);
    else this.#storedOf(id).completion = { value, record };
  }

  #endStored({ completion, messages }: Stored): void {
    const ordered = [...messages.entries()].sort(([a], [b]) => a - b).map(([, message]) => message);
    const request = {
      messages: ordered.map(({ value }) => ({ ...value, content: value['content'] ?? value['content_parts'] })),
    };
    const records = [...(completion === undefined ? [] : [completion.record]), ...ordered.map(({ record }) => record)];
    const ids = ordered.map(({ value }) => idIn(value['id']));
    this.#answered(
      {
        request: ordered.length === 0 ? undefined : request,
        response: completion?.value,
        around: completion?.value ?? {},
      },
      records,
      ids,
    );
  }

  /** A conversation by itself, such as a line of fine-tuning data. */
  #whole(
    entries: readonly Entry[],
    answer: readonly Entry[],
    around: JsonObject,
    records: readonly TranscriptRecord[],
  ): void {
    const content = [...entries, ...answer].map(entryKey).join(' ');
    this.#context.add({
      conversation: statedConversation(around) ?? idIn(around['id']) ?? `chat-${hashNumber(content).toString(36)}`,
      entries,
      choices: answer.length === 0 ? [] : [answer],
      repeats: 'history',
      requestTime: requestTime(around, this.#context),
      records,
    });
  }

  /** A request with its answer, either of which may be missing. */
  #answered(
    { request, response, around }: LoggedCall,
    records: readonly TranscriptRecord[],
    ids: readonly (string | undefined)[] = [],
  ): void {
    const context = this.#context;
    // Without facts, messages that were read before are known.
    const factsOf = ids.length === 0 ? undefined : (_: unknown, index: number) => ({ id: ids[index] });
    const entries = chatEntries(request?.['messages'], context, factsOf);
    const completion = completionOf(response);
    const isAlone = completion === undefined && response === undefined;
    if (request !== undefined && isAlone && !REQUEST_KEYS.some((key) => key in request)) {
      this.#whole(entries, [], around, records);
      return;
    }
    const created = context.time(completion?.['created'], 's') ?? answerTime(around, context);
    const choices = completion === undefined ? [] : this.#choices(completion, created, request);
    if (choices.length === 0 && response !== undefined) context.leaveOut('failed request');
    const asked = around === completion ? undefined : requestTime(around, context);
    context.add({
      conversation: statedConversation(around, request, completion),
      entries,
      choices,
      repeats: request === undefined ? 'new' : 'history',
      time: created,
      requestTime: earlier(asked, created),
      records,
    });
  }

  #choices(completion: JsonObject, time: string | undefined, request: JsonObject | undefined): Entry[][] {
    const audioFormat = textIn(objectIn(request?.['audio'])?.['format']);
    const id = idIn(completion['id']);
    const choices = objectsIn(completion['choices']);
    const indexOf = (choice: JsonObject): number => numberIn(choice['index']) ?? 0;
    const ordered = [...choices].sort((a, b) => indexOf(a) - indexOf(b));
    return ordered.map((choice) => {
      const suffix = choices.length > 1 ? `-${indexOf(choice)}` : '';
      const facts = {
        id: id === undefined ? undefined : `${id}${suffix}`,
        time,
        details: detailsOf(completion, choice),
        audioFormat,
      };
      const message = objectIn(choice['message']);
      return message === undefined ? [] : chatEntries([{ role: 'assistant', ...message }], this.#context, () => facts);
    });
  }
}

/** OpenAI Chat Completions, and what is compatible with it. */
export const openai: Reader = {
  name: 'openai',
  title: 'OpenAI Chat Completions',
  recognise,
  open: (context) => new OpenAiReader(context),
};
