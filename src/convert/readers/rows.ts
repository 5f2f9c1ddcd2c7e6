import { isObject } from '../../record/record.js';
import type { Action, Component, Entry, Feedback, Role, TranscriptRecord } from '../model.js';
import { ratingIn } from '../rating.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { decoded, firstId, idIn, objectsIn, valueAtPath, wordIn } from '../values.js';

/** Names of columns that are proposed for a field, in small letters without separators. Never taken unasked. */
const PROPOSALS: Readonly<Record<string, readonly string[]>> = {
  conversation: ['conversationid', 'chatid', 'sessionid', 'threadid'],
  id: ['messageid', 'id', 'uuid'],
  role: ['role', 'sendertype', 'sender', 'author', 'from', 'direction'],
  text: ['content', 'body', 'text', 'message', 'messagebody'],
  answer: [
    'answer',
    'response',
    'chatbotresponse',
    'botresponse',
    'airesponse',
    'assistantresponse',
    'botmessage',
    'aimessage',
    'assistantmessage',
    'reply',
    'completion',
    'output',
  ],
  time: ['createdat', 'sentat', 'timestamp', 'date'],
  user: ['userid', 'customerid', 'externaluserid'],
  action: ['toolname', 'functionname'],
  component: ['uicomponent', 'card'],
  rating: ['rating', 'score', 'isupvoted'],
};

/** Names of columns with a question, where another column of the row has its answer. */
const QUESTIONS = [
  'question',
  'prompt',
  'query',
  'userinput',
  'usermessage',
  'userquery',
  'userprompt',
  'userquestion',
  'humanmessage',
  'input',
  'message',
  'text',
];

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

function columnFor(field: string, columns: readonly string[], names = PROPOSALS[field] ?? []): string | undefined {
  const normal = columns.map((column) => column.toLowerCase().replace(/[^a-z0-9]/g, ''));
  for (const name of names) {
    const index = normal.indexOf(name);
    if (index !== -1) return columns[index];
  }
  return undefined;
}

/** The columns of a question and its answer, if a table may have both in a row. */
function pairIn(columns: readonly string[]): { readonly text: string; readonly answer: string } | undefined {
  const [text, answer] = [columnFor('text', columns, QUESTIONS), columnFor('answer', columns)];
  return text === undefined || answer === undefined || columnFor('role', columns) !== undefined
    ? undefined
    : { text, answer };
}

/** What to write for the fields that are not mapped yet, as far as the names of the columns suggest it. */
function proposalFor(columns: readonly string[], map: Readonly<Record<string, string>>): string[] {
  const taken = new Set(Object.values(map));
  const pair = map['role'] === undefined ? pairIn(columns) : undefined;
  const fields = Object.keys(PROPOSALS).filter((field) => field !== (pair === undefined ? 'answer' : 'role'));
  return fields.flatMap((field) => {
    const found = field === 'text' && pair !== undefined ? pair.text : columnFor(field, columns);
    const column = map[field] === undefined ? found : undefined;
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
  const pair = pairIn(columns);
  // A question in JSON is the request of an API.
  if (pair !== undefined && typeof decoded(value[pair.text]) === 'string' && isCell(value[pair.answer]))
    return `columns ${pair.text} and ${pair.answer}`;
  const [role, text] = [columnFor('role', columns), columnFor('text', columns)];
  const other = columnFor('conversation', columns) ?? columnFor('time', columns);
  if (role === undefined || text === undefined || other === undefined || role === text) return undefined;
  // In a row, a cell is a text or a number.
  const isPlain = [role, text, other].every((column) => typeof value[column] !== 'object');
  return isPlain && value['object'] === undefined ? `columns ${role}, ${text} and ${other}` : undefined;
}

const isCell = (value: unknown): boolean => typeof value === 'string' || value === null;

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
    if (map['text'] === undefined || (map['role'] === undefined && map['answer'] === undefined)) {
      if (!this.#asked.has(record.file)) this.#context.askForMap(proposalFor(Object.keys(value), map));
      this.#asked.add(record.file);
      return;
    }
    const rating = this.#ratingOf(value);
    const time = this.#time(value);
    const entry = map['answer'] === undefined ? this.#entryOf(value, rating !== undefined) : this.#answerIn(value);
    const question = map['answer'] === undefined ? undefined : this.#questionIn(value);
    const entries = [question, entry].flatMap((one) => (one === undefined ? [] : [{ ...one, time }]));
    if (entries.length > 0) this.#add(entries, record);
    if (rating === undefined) return;
    const isOfMessage = entry !== undefined;
    const messageId = isOfMessage
      ? entry.id
      : firstId(value['message_id'], value['messageId'], this.#cell(value, 'id'));
    // When a message in the same row was rated is not known.
    const ratedAt = isOfMessage && messageId !== undefined ? undefined : time;
    this.#add([{ role: 'customer', feedback: { ...rating, messageId }, time: ratedAt }], record);
  }

  #add(entries: readonly Entry[], record: TranscriptRecord): void {
    this.#context.add({ conversation: undefined, entries, repeats: 'new', records: [record], time: entries[0]?.time });
  }

  /** What the customer wrote, in a row that has the answer, too. The id of the row is the answer’s. */
  #questionIn(row: unknown): Entry | undefined {
    const text = textIn(this.#cell(row, 'text'));
    const id = idIn(this.#cell(row, 'id'));
    return text === undefined ? undefined : { role: 'customer', id: id === undefined ? undefined : `${id}-user`, text };
  }

  #answerIn(row: unknown): Entry | undefined {
    const entry: Entry = {
      role: 'ai_agent',
      id: idIn(this.#cell(row, 'id')),
      text: textIn(this.#cell(row, 'answer')),
      actions: this.#actionsIn(row),
      components: this.#componentsIn(row),
    };
    const { text, actions = [], components = [] } = entry;
    return text === undefined && actions.length + components.length === 0 ? undefined : entry;
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
    const [actions, components] = [this.#actionsIn(row), this.#componentsIn(row)];
    const id = idIn(this.#cell(row, 'id'));
    // What stands in the row of a tool is its result.
    if (role === 'tool') {
      if (textIn(this.#cell(row, 'text')) !== undefined || actions.length === 0) leaveOut('tool result');
      return actions.length + components.length === 0 ? undefined : { role: 'ai_agent', id, actions, components };
    }
    return { role, id, text: textIn(this.#cell(row, 'text')), actions, components };
  }

  #actionsIn(row: unknown): Action[] {
    const action = idIn(this.#cell(row, 'action'));
    return action === undefined ? [] : [{ type: idIn(this.#cell(row, 'type')) ?? 'tool', action }];
  }

  #componentsIn(row: unknown): Component[] {
    const type = idIn(this.#cell(row, 'component'));
    return type === undefined ? [] : [{ type }];
  }
}

/** A table with a message per row, or with a question and its answer, whose columns `--map` names. */
export const rows: Reader = {
  name: 'rows',
  title: 'message rows',
  recognise,
  open: (context) => new RowReader(context),
};
