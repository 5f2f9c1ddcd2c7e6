import { isObject } from '../../record/record.js';
import type { Action, Entry, Feedback, Role, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { decoded, firstId, idIn, objectsIn, valueAtPath, wordIn } from '../values.js';

/** Names of columns that are proposed for a field, in small letters without separators. Never taken unasked. */
const PROPOSALS: Readonly<Record<string, readonly string[]>> = {
  conversation: ['conversationid', 'chatid', 'sessionid', 'threadid'],
  id: ['messageid', 'id', 'uuid'],
  role: ['role', 'sendertype', 'sender', 'author', 'from', 'direction'],
  text: ['content', 'body', 'text', 'message', 'messagebody'],
  time: ['createdat', 'sentat', 'timestamp', 'date'],
  user: ['userid', 'customerid', 'externaluserid'],
  action: ['toolname', 'functionname'],
  component: ['uicomponent', 'card'],
  rating: ['rating', 'score', 'isupvoted'],
};

const ROLES: Readonly<Record<string, Role | 'tool' | 'system'>> = {
  user: 'customer',
  customer: 'customer',
  human: 'customer',
  client: 'customer',
  visitor: 'customer',
  inbound: 'customer',
  assistant: 'ai_agent',
  ai: 'ai_agent',
  bot: 'ai_agent',
  model: 'ai_agent',
  ai_agent: 'ai_agent',
  outbound: 'ai_agent',
  agent: 'human_agent',
  operator: 'human_agent',
  human_agent: 'human_agent',
  support: 'human_agent',
  tool: 'tool',
  function: 'tool',
  system: 'system',
  developer: 'system',
};

function columnFor(field: string, columns: readonly string[]): string | undefined {
  const names = PROPOSALS[field] ?? [];
  const normal = columns.map((column) => column.toLowerCase().replace(/[^a-z0-9]/g, ''));
  for (const name of names) {
    const index = normal.indexOf(name);
    if (index !== -1) return columns[index];
  }
  return undefined;
}

/** What to write for the fields that are not mapped yet, as far as the names of the columns suggest it. */
function proposalFor(columns: readonly string[], map: Readonly<Record<string, string>>): string[] {
  const taken = new Set(Object.values(map));
  return Object.keys(PROPOSALS).flatMap((field) => {
    const column = map[field] === undefined ? columnFor(field, columns) : undefined;
    const isNeeded = field === 'role' || field === 'text';
    if (column === undefined || taken.has(column))
      return isNeeded && map[field] === undefined ? [`--map ${field}=<column>`] : [];
    taken.add(column);
    return [`--map ${field}=${/^[\w.-]+$/.test(column) ? column : JSON.stringify(column)}`];
  });
}

function recognise(value: unknown): string | undefined {
  if (
    !isObject(value) ||
    'parts' in value ||
    'messages' in value ||
    'toolInvocations' in value ||
    'event_text' in value ||
    'content_parts' in value
  )
    return undefined;
  const columns = Object.keys(value);
  const [role, text] = [columnFor('role', columns), columnFor('text', columns)];
  const other = columnFor('conversation', columns) ?? columnFor('time', columns);
  if (role === undefined || text === undefined || other === undefined || role === text) return undefined;
  // In a row, a cell is a text or a number.
  const isPlain = [role, text, other].every((column) => typeof value[column] !== 'object');
  return isPlain && value['object'] === undefined ? `columns ${role}, ${text} and ${other}` : undefined;
}

/** The words of a cell, which may hold parts of a message as JSON. */
function textIn(cell: unknown): string | undefined {
  const found = decoded(cell);
  if (typeof found === 'string') return found.trim() === '' ? undefined : found;
  const parts = Array.isArray(found) ? objectsIn(found) : isObject(found) ? [found] : [];
  const texts = parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  if (texts.length > 0) return texts.join('');
  // JSON of another kind is what somebody wrote.
  return typeof cell === 'string' && cell.trim() !== '' ? cell : undefined;
}

class RowReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #asked = new Set<string>();

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const { map } = this.#context.options;
    if (!isObject(value)) {
      this.#context.reject(record);
      return;
    }
    if (map['role'] === undefined || map['text'] === undefined) {
      if (!this.#asked.has(record.file)) this.#context.askForMap(proposalFor(Object.keys(value), map));
      this.#asked.add(record.file);
      return;
    }
    const rating = this.#ratingOf(value);
    const entry = this.#entryOf(value, rating !== undefined);
    const time = this.#time(value);
    if (entry !== undefined) this.#add({ ...entry, time }, record);
    if (rating === undefined) return;
    const isOfMessage = entry !== undefined;
    const messageId = isOfMessage
      ? entry.id
      : firstId(value['message_id'], value['messageId'], this.#cell(value, 'id'));
    // When a message in the same row was rated is not known.
    this.#add(
      {
        role: 'customer',
        feedback: { ...rating, messageId },
        time: isOfMessage && messageId !== undefined ? undefined : time,
      },
      record,
    );
  }

  #add(entry: Entry, record: TranscriptRecord): void {
    this.#context.add({
      conversation: undefined,
      entries: [entry],
      repeats: 'new',
      records: [record],
      time: entry.time,
    });
  }

  #cell(row: unknown, field: string): unknown {
    const path = this.#context.options.map[field];
    return path === undefined ? undefined : valueAtPath(row, path);
  }

  #time(row: unknown): string | undefined {
    return this.#context.time(this.#cell(row, 'time'));
  }

  #ratingOf(row: unknown): Feedback | undefined {
    const cell = this.#cell(row, 'rating');
    if (cell === undefined || cell === null || cell === '') return undefined;
    const rating = ratingIn(cell, this.#context.options.feedback.get(this.#context.options.map['rating'] ?? ''));
    if (rating !== undefined) return { rating };
    this.#context.leaveOut('unnamed score');
    return undefined;
  }

  /** `isRated`: whether the row has a rating, which may be all that it has. */
  #entryOf(row: unknown, isRated: boolean): Entry | undefined {
    const { options, leaveOut } = this.#context;
    const word = wordIn(this.#cell(row, 'role') ?? '')
      .trim()
      .toLowerCase();
    const role = options.roles[word] ?? ROLES[word];
    if (word === '' && isRated) return undefined;
    if (role === undefined || role === 'system') {
      leaveOut(role === undefined ? 'unknown role' : 'system prompt');
      return undefined;
    }
    const name = idIn(this.#cell(row, 'action'));
    const action: Action[] =
      name === undefined ? [] : [{ type: idIn(this.#cell(row, 'type')) ?? 'tool', action: name }];
    const component = idIn(this.#cell(row, 'component'));
    const id = idIn(this.#cell(row, 'id'));
    const components = component === undefined ? [] : [{ type: component }];
    // What stands in the row of a tool is its result.
    if (role === 'tool') {
      if (textIn(this.#cell(row, 'text')) !== undefined || name === undefined) leaveOut('tool result');
      return name === undefined && component === undefined
        ? undefined
        : { role: 'ai_agent', id, actions: action, components };
    }
    return { role, id, text: textIn(this.#cell(row, 'text')), actions: action, components };
  }
}

/** A table with a message per row, whose columns `--map` names. */
export const rows: Reader = {
  name: 'rows',
  title: 'message rows',
  recognise,
  open: (context) => new RowReader(context),
};
