import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { Entry, Role, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { asUtc } from '../times.js';
import { canonicalJson, idIn, textIn, wordIn } from '../values.js';

/** Columns that Segment writes, or that stand for fields of the spec. All others are properties of the event. */
const KNOWN =
  /^(?:id|event|event_text|user_id|anonymous_id|timestamp|received_at|sent_at|original_timestamp|uuid|uuid_ts|loaded_at|conversation_id|message_id|message_body|role|type|sub_type|action|rating|message_count|context_.*|_.*)$/;

const ROLES: ReadonlySet<string> = new Set(['customer', 'ai_agent', 'human_agent', 'agent'] satisfies Role[]);

function recognise(value: unknown): string | undefined {
  if (!isObject(value) || typeof value['event_text'] !== 'string' || !('conversation_id' in value)) return undefined;
  return 'event_text and conversation_id';
}

/** Whether a row is one of the table `tracks`, which lacks what events have of their own. */
export function isTracksRow(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['event_text'] === 'string' &&
    'received_at' in value &&
    !('conversation_id' in value)
  );
}

/** The properties that the spec does not have. */
function furtherOf(row: JsonObject): JsonObject {
  const further = Object.entries(row).filter(([key, value]) => !KNOWN.test(key) && value !== null && value !== '');
  return Object.fromEntries(further);
}

class WarehouseReader implements OpenReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isObject(value) || recognise(value) === undefined) {
      this.#context.reject(record);
      return;
    }
    const time = this.#context.time(asUtc(value['timestamp']));
    const event = wordIn(value['event_text']);
    const entry = this.#entry(event, value);
    const isEnd = event === 'Conversation Ended';
    this.#context.add({
      conversation: idIn(value['conversation_id']),
      entries: entry === undefined ? [] : [{ ...entry, time }],
      repeats: 'new',
      time,
      userId: idIn(value['user_id']),
      anonymousId: idIn(value['anonymous_id']),
      endedAt: isEnd ? time : undefined,
      records: [record],
    });
  }

  #roleOf(row: JsonObject, otherwise: Role): Role {
    const role = wordIn(row['role'] ?? undefined);
    return ROLES.has(role) ? (role as Role) : (this.#context.options.roles[role.toLowerCase()] ?? otherwise);
  }

  /** The entry of a row. None for the start and the end of a conversation, which are written anew. */
  #entry(event: string, row: JsonObject): Entry | undefined {
    const id = idIn(row['message_id']);
    const eventId = textIn(row['id']);
    const extra = furtherOf(row);
    const base = {
      id,
      eventId,
      key: `row ${eventId ?? canonicalJson(row)}`,
      ...(Object.keys(extra).length > 0 ? { extra } : {}),
    };
    const type = textIn(row['type']);
    switch (event) {
      case 'Conversation Started':
      case 'Conversation Ended':
        return undefined;
      case 'Message Sent':
        return { ...base, role: 'customer', text: wordIn(row['message_body'] ?? undefined) };
      case 'Message Received': {
        const role = this.#roleOf(row, 'ai_agent');
        return {
          ...base,
          role: role === 'customer' ? 'ai_agent' : role,
          text: wordIn(row['message_body'] ?? undefined),
        };
      }
      case 'Action Invoked': {
        const action = { type: type ?? 'tool', action: textIn(row['action']) ?? 'unknown', extra };
        return { ...base, role: this.#roleOf(row, 'customer'), actions: [action] };
      }
      case 'Media Generated': {
        const media = [{ type: type ?? 'file', subType: textIn(row['sub_type']) ?? 'unknown' }];
        return { ...base, role: this.#roleOf(row, 'ai_agent'), media };
      }
      case 'Component Loaded':
        return { ...base, role: this.#roleOf(row, 'ai_agent'), components: [{ type: type ?? 'unknown' }] };
      case 'Feedback Submitted': {
        const rating = ratingIn(row['rating'], this.#context.options.feedback.get('rating'));
        if (rating !== undefined)
          return { role: 'customer', id: eventId, eventId, key: base.key, feedback: { rating, messageId: id, extra } };
        this.#context.leaveOut('unnamed score');
        return undefined;
      }
      default:
        this.#context.leaveOut('other activity');
        return undefined;
    }
  }
}

/** Tables that Segment wrote to a warehouse: one per event. */
export const warehouse: Reader = {
  name: 'warehouse',
  title: 'a Segment warehouse table',
  recognise,
  open: (context) => new WarehouseReader(context),
};
