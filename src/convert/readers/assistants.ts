import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { withoutCitations } from '../citations.js';
import { mediaOfUrl } from '../media-type.js';
import type { Action, Entry, Media, TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { argumentsKey, idIn, objectIn, objectsIn, textIn, wordIn } from '../values.js';

function recognise(value: unknown): string | undefined {
  const object = isObject(value) ? wordIn(value['object']) : '';
  return object === 'thread' || object.startsWith('thread.') ? `object: "${object}"` : undefined;
}

function messageEntry(message: JsonObject, time: string | undefined, { leaveOut }: ReaderContext): Entry {
  const isModel = message['role'] === 'assistant';
  const texts: string[] = [];
  const media: Media[] = [];
  for (const part of objectsIn(message['content'])) {
    const type = wordIn(part['type']);
    const text = textIn(objectIn(part['text'])?.['value']) ?? textIn(part['text']) ?? textIn(part['refusal']);
    if (text !== undefined) texts.push(isModel ? withoutCitations(text) : text);
    else if (type.startsWith('image') && isModel) media.push(mediaOfUrl(objectIn(part['image_url'])?.['url'], 'image'));
    else leaveOut(type.startsWith('image') ? 'upload' : 'unknown content');
  }
  leaveOut('upload', isModel ? 0 : objectsIn(message['attachments']).length);
  const text = texts.join('\n');
  return {
    role: isModel ? 'ai_agent' : 'customer',
    id: idIn(message['id']),
    time,
    text: text.trim() === '' ? undefined : text,
    media,
  };
}

function callsOf(step: JsonObject): Action[] {
  return objectsIn(objectIn(step['step_details'])?.['tool_calls']).map((call) => {
    const type = textIn(call['type']) ?? 'tool';
    const called = objectIn(call['function']);
    return { type, action: textIn(called?.['name']) ?? type, key: argumentsKey(called?.['arguments']) };
  });
}

class AssistantsReader implements OpenReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const object = isObject(value) ? value['object'] : undefined;
    if (!isObject(value) || recognise(value) === undefined) this.#context.reject(record);
    else if (object === 'thread.message') this.#message(value, record);
    else if (object === 'thread.run.step') this.#step(value, record);
    else if (textIn(value['instructions']) !== undefined) this.#context.leaveOut('system prompt');
  }

  #message(value: JsonObject, record: TranscriptRecord): void {
    const { role } = value;
    if (role === 'user' || role === 'assistant')
      this.#add(messageEntry(value, this.#created(value), this.#context), value, record);
    else this.#context.leaveOut('unknown role');
  }

  #step(value: JsonObject, record: TranscriptRecord): void {
    const actions = callsOf(value);
    if (actions.length > 0)
      this.#add({ role: 'ai_agent', id: idIn(value['id']), time: this.#created(value), actions }, value, record);
  }

  #created(value: JsonObject): string | undefined {
    return this.#context.time(value['created_at'], 's');
  }

  #add(entry: Entry, value: JsonObject, record: TranscriptRecord): void {
    this.#context.add({ conversation: idIn(value['thread_id']), entries: [entry], repeats: 'new', records: [record] });
  }
}

/** OpenAI Assistants: the messages and run steps of threads. */
export const assistants: Reader = {
  name: 'assistants',
  title: 'OpenAI Assistants',
  recognise,
  open: (context) => new AssistantsReader(context),
};
