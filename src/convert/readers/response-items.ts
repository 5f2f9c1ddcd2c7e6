import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import type { Action, Entry, Media } from '../model.js';
import type { ReaderContext } from '../reader.js';
import { argumentsKey, canonicalJson, idIn, objectsIn, textIn, wordIn } from '../values.js';

const TEXTS = new Set(['output_text', 'input_text', 'text', 'summary_text']);
const UPLOADS = new Set(['input_image', 'input_file', 'input_audio', 'computer_screenshot']);
/** Calls that the provider runs by itself. */
const BY_PROVIDER = new Set([
  'web_search',
  'file_search',
  'code_interpreter',
  'image_generation',
  'mcp',
  'tool_search',
]);
/** Items that are neither said nor called. */
const OTHERS = new Set([
  'mcp_list_tools',
  'compaction',
  'mcp_approval_request',
  'mcp_approval_response',
  'item_reference',
]);

/** Whether an object is an item of a response or a conversation, by its type. */
export function isItem(value: JsonObject): boolean {
  const type = wordIn(value['type']);
  if (type === 'message') return 'role' in value && !('stop_reason' in value);
  return /^[a-z_]+_call(?:_output)?$/.test(type) || type === 'reasoning' || OTHERS.has(type);
}

/** Whether a list of items begins with the newest: a result stands before its call, or an answer first and a question last. */
export function isOldestLast(items: readonly JsonObject[]): boolean {
  const called = new Set<string>();
  for (const item of items) {
    const call = idIn(item['call_id']);
    if (call === undefined) continue;
    if (wordIn(item['type']).endsWith('_output') && !called.has(call))
      return items.some((one) => one !== item && one['call_id'] === call);
    called.add(call);
  }
  const roles = items
    .filter(({ type, role }) => type === 'message' && (role === 'user' || role === 'assistant'))
    .map(({ role }) => role);
  return roles[0] === 'assistant' && roles.at(-1) === 'user';
}

/** What the parts of a message say. */
interface Said {
  readonly text: string | undefined;
  readonly isRefusal: boolean;
  readonly uploads: number;
  readonly uploadKey: string;
}

function saidIn(content: unknown, { leaveOut }: ReaderContext): Said {
  if (typeof content === 'string')
    return { text: content.trim() === '' ? undefined : content, isRefusal: false, uploads: 0, uploadKey: '' };
  let [text, uploads, uploadKey] = ['', 0, ''];
  let refusal: string | undefined;
  for (const part of objectsIn(content)) {
    const type = wordIn(part['type']);
    if (TEXTS.has(type)) text += textIn(part['text']) ?? '';
    else if (type === 'refusal') refusal = textIn(part['refusal']);
    else if (UPLOADS.has(type)) {
      uploads++;
      uploadKey += ` ${JSON.stringify(part).length}`;
    } else leaveOut('unknown content');
  }
  const said = text.trim() === '' ? undefined : text;
  return { text: said ?? refusal, isRefusal: said === undefined && refusal !== undefined, uploads, uploadKey };
}

function actionOf(item: JsonObject): Action {
  const type = wordIn(item['type']).replace(/_call$/, '');
  const action = textIn(item['name']) ?? type;
  const label = textIn(item['server_label']);
  return {
    type,
    action,
    key: argumentsKey(item['arguments'] ?? item['input'] ?? item['action'] ?? item['queries'] ?? item['code']),
    ...(BY_PROVIDER.has(type) ? { isByProvider: true } : {}),
    ...(label === undefined ? {} : { extra: { server_label: label } }),
  };
}

function mediaOf(item: JsonObject): Media[] {
  if (item['type'] !== 'image_generation_call' || textIn(item['result']) === undefined) return [];
  return [{ type: 'image', subType: textIn(item['output_format']) ?? 'unknown' }];
}

/** What the model said and called in one go, while its items are put together. */
interface Turn {
  id: string | undefined;
  text: string | undefined;
  isRefusal: boolean;
  hasMessage: boolean;
  callsBefore: number;
  readonly actions: Action[];
  readonly media: Media[];
}

/** Puts items together: calls belong to the message before them, else to the one behind them. */
class Items {
  readonly entries: Entry[] = [];
  readonly #context: ReaderContext;
  readonly #facts: Pick<Entry, 'time' | 'details'>;
  #turn: Turn | undefined;

  constructor(context: ReaderContext, facts: Pick<Entry, 'time' | 'details'>) {
    this.#context = context;
    this.#facts = facts;
  }

  add(item: JsonObject): void {
    const { leaveOut } = this.#context;
    const type = wordIn(item['type'] ?? 'message');
    if (type === 'message') this.#message(item);
    else if (type === 'reasoning') leaveOut('reasoning');
    else if (type.endsWith('_output')) {
      this.end();
      leaveOut('tool result');
      this.entries.push({ role: 'ai_agent', leftOut: true, key: `tool ${resultKey(item['output'])}` });
    } else if (type.endsWith('_call')) {
      const turn = this.#open(idIn(item['id']));
      turn.actions.push(actionOf(item));
      turn.media.push(...mediaOf(item));
    } else leaveOut(OTHERS.has(type) ? 'other activity' : 'unknown content');
  }

  #message(item: JsonObject): void {
    const { role } = item;
    if (role === 'system' || role === 'developer') {
      this.#context.leaveOut('system prompt');
      return;
    }
    if (role !== 'user' && role !== 'assistant') {
      this.#context.leaveOut('unknown role');
      return;
    }
    const said = saidIn(item['content'], this.#context);
    if (role === 'user') {
      this.end();
      if (said.uploads > 0) this.#context.leaveOut('upload', said.uploads);
      const text = said.text ?? (said.uploads > 0 ? '' : undefined);
      const key = said.uploads > 0 ? { key: `customer ${text}${said.uploadKey}` } : {};
      this.entries.push({ role: 'customer', id: idIn(item['id']), text, ...key });
      return;
    }
    if (this.#turn?.hasMessage === true) this.end();
    const turn = this.#open(idIn(item['id']));
    turn.hasMessage = true;
    turn.id = idIn(item['id']) ?? turn.id;
    turn.text = said.text;
    turn.callsBefore = turn.actions.length;
    turn.isRefusal = said.isRefusal;
  }

  #open(id: string | undefined): Turn {
    this.#turn ??= {
      id,
      text: undefined,
      isRefusal: false,
      hasMessage: false,
      callsBefore: 0,
      actions: [],
      media: [],
    };
    return this.#turn;
  }

  end(): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn === undefined) return;
    const { id, text, isRefusal, callsBefore, actions, media } = turn;
    this.entries.push({
      role: 'ai_agent',
      id,
      ...this.#facts,
      text,
      callsBefore,
      actions,
      media,
      ...(isRefusal ? { extra: { refusal: true } } : {}),
    });
  }
}

function resultKey(output: unknown): string {
  return typeof output === 'string'
    ? output.trim()
    : canonicalJson(isObject(output) || Array.isArray(output) ? output : null);
}

/** The entries that items stand for. `facts`: of what the model said and called. */
export function itemEntries(
  items: readonly JsonObject[],
  context: ReaderContext,
  facts: Pick<Entry, 'time' | 'details'> = {},
): Entry[] {
  const all = new Items(context, facts);
  for (const item of items) all.add(item);
  all.end();
  return all.entries;
}
