import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { ActivityReader, conversationOf } from '../activities.js';
import type { TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';

function isActivity(value: unknown): value is JsonObject {
  if (!isObject(value) || typeof value['type'] !== 'string') return false;
  const isInConversation = isObject(value['conversation']);
  // Joins and receipts may come from nobody.
  if (!isObject(value['from'])) return isInConversation && 'channelId' in value && !('role' in value);
  return 'channelId' in value || 'valueType' in value || isInConversation;
}

class BotFrameworkReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #activities: ActivityReader;
  /** Activities of one conversation that stand together. */
  #together: JsonObject[] = [];
  #first: TranscriptRecord | undefined;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#activities = new ActivityReader(context);
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isActivity(value)) {
      this.#context.reject(record);
      return;
    }
    const [last] = this.#together;
    const isSame =
      last !== undefined &&
      this.#first?.file === record.file &&
      this.#first.group === record.group &&
      conversationOf(last) === conversationOf(value);
    if (!isSame) this.end();
    this.#together.push(value);
    this.#first ??= record;
  }

  end(): void {
    const [activities, first] = [this.#together, this.#first];
    this.#together = [];
    this.#first = undefined;
    if (first === undefined) return;
    const read = this.#activities.read(activities);
    const conversation = conversationOf(activities[0] ?? {});
    if (read !== undefined) this.#context.add({ conversation, ...read, repeats: 'new', records: [first] });
  }
}

/** Activities of Bot Framework and the Microsoft 365 Agents SDK: `.transcript` files and logs. */
export const botFramework: Reader = {
  name: 'bot-framework',
  title: 'Bot Framework activities',
  recognise: (value) => (isActivity(value) ? 'type and from' : undefined),
  open: (context) => new BotFrameworkReader(context),
};
