import { OPTIONAL, REQUIRED } from '../schemas/cases.js';
import { at, load, type Schema } from '../schemas/schema-files.js';

/** One kind of record: a spec event, an ordinary track call, or another of the six calls. */
export interface Kind {
  /** The event's name, or the call's in parentheses. */
  readonly name: string;
  readonly call: string;
  /** The event's name; undefined for calls that have none. */
  readonly event: string | undefined;
  /** The file below `schemas/` that speaks of it. */
  readonly file: string;
  /** The fields of `properties` that decisions.md requires, and those that it checks when they are there. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The fields of the call itself that are required, beyond the identity. */
  readonly requiredAtTop: readonly string[];
}

function specEvent(event: string, name = event): Kind {
  return {
    name,
    call: 'track',
    event: name,
    file: `events/${event.toLowerCase().replaceAll(' ', '-')}.schema.json`,
    required: REQUIRED[event] ?? [],
    optional: OPTIONAL[event] ?? [],
    requiredAtTop: ['event', 'properties'],
  };
}

function call(name: string, requiredAtTop: readonly string[] = []): Kind {
  return {
    name: `(${name})`,
    call: name,
    event: undefined,
    file: `calls/${name}.schema.json`,
    required: [],
    optional: [],
    requiredAtTop,
  };
}

export const SPEC_EVENTS: readonly Kind[] = [
  ...Object.keys(REQUIRED).map((event) => specEvent(event)),
  specEvent('Component Loaded', 'Custom Component Loaded'),
];

export const OWN_EVENT: Kind = {
  ...call('track', ['event']),
  event: 'Item Purchased',
  optional: ['conversationId', 'messageId'],
};

export const OTHER_CALLS: readonly Kind[] = [
  call('identify'),
  call('page'),
  call('screen'),
  call('group', ['groupId']),
  call('alias', ['previousId', 'userId']),
];

export const KINDS: readonly Kind[] = [...SPEC_EVENTS, OWN_EVENT, ...OTHER_CALLS];

/** Wrong names that real logs have for the fields, as decisions.md lists them. */
const SURVEYED: Readonly<Record<string, readonly string[]>> = {
  conversationId: ['conversation_id', 'chatId', 'chat_id', 'threadId'],
  messageId: ['message_id'],
  message_body: ['content', 'message', 'msg', 'text'],
  role: ['sender'],
  message_count: ['messageCount'],
  sub_type: ['subType'],
  rating: ['value', 'score'],
};

/** Every wrong name of a field that is to be recognised: those of the survey, and those of its schema. */
export function aliasesOf({ file }: Kind, parent: '' | 'properties', field: string): readonly string[] {
  const path = parent === '' ? ['properties', field] : ['properties', parent, 'properties', field];
  const own = at(load(file), ...path) as Schema;
  const shared = at(load('envelope.schema.json'), ...path) as Schema;
  const listed = [own, shared].flatMap((schema) => (schema['x-aliases'] ?? []) as readonly string[]);
  return [...new Set([...(parent === '' ? [] : (SURVEYED[field] ?? [])), ...listed])];
}

/** A name in other case or with other separators than it has. */
export function respelled(name: string): readonly string[] {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[ _]/);
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  const ways = [
    name.toUpperCase(),
    name.toLowerCase(),
    words.map((word) => word.toLowerCase()).join('_'),
    words.map((word) => word.toLowerCase()).join('-'),
    words.map((word) => word.toLowerCase()).join('.'),
    words.map((word) => word.toUpperCase()).join('_'),
    words.map(capital).join(''),
    words.map(capital).join(' '),
    words.map((word, index) => (index === 0 ? word.toLowerCase() : capital(word))).join(''),
  ];
  return [...new Set(ways)].filter((way) => way !== name);
}
