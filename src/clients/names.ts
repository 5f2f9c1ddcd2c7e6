/** Letters, marks and digits: what identifiers may hold in JavaScript and in Python alike. */
const NOT_IN_NAMES = /[^\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}]+/u;
const STARTS_NAME = /^[\p{L}\p{Nl}]/u;

/** The words of a name, in lower case: separators end a word, and so does a capital after a small letter. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{Nd})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(NOT_IN_NAMES)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase().normalize('NFKC'));
}

function capitalized(word: string): string {
  const [first = ''] = word;
  return (first.toUpperCase() + word.slice(first.length)).normalize('NFKC');
}

/** `Message Sent` as `messageSent`. */
export function camelCase(name: string): string {
  const [first = '', ...others] = wordsOf(name);
  const joined = first + others.map(capitalized).join('');
  return STARTS_NAME.test(joined) ? joined : `event${capitalized(joined)}`;
}

/** `Message Sent` as `message_sent`. */
export function snakeCase(name: string): string {
  const joined = wordsOf(name).join('_');
  return STARTS_NAME.test(joined) ? joined : `event${joined === '' ? '' : '_'}${joined}`;
}

/** `message sent` as `MessageSent`; `Value` for a name without letters and digits. */
export function pascalCase(name: string): string {
  const joined = wordsOf(name).map(capitalized).join('');
  return joined === '' ? 'Value' : joined;
}

/** A short text that depends on nothing but a name (FNV-1a, 32 bits). */
function fingerprint(name: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36);
}

/** An event that gets a function. */
export interface NamedEvent {
  readonly name: string;
  readonly isSpec: boolean;
}

/**
 * The name of each event's function. Where several events would get the same name, the spec's event keeps it, and each other
 * gets an ending of its own, which does not change when events are added: code that calls a function never comes to call
 * another event's. `isReserved`: names that the language does not allow, or that mean something else.
 */
export function functionNames(
  events: readonly NamedEvent[],
  convert: (name: string) => string,
  isReserved: (name: string) => boolean,
): ReadonlyMap<string, string> {
  const wanted = new Map<string, NamedEvent[]>();
  for (const event of events) {
    const plain = convert(event.name);
    const allowed = isReserved(plain) ? `${plain}_` : plain;
    wanted.set(allowed, [...(wanted.get(allowed) ?? []), event]);
  }
  const names = new Map<string, string>();
  for (const [plain, owners] of wanted) {
    const keeper = owners.length === 1 ? owners[0] : owners.find(({ isSpec }) => isSpec);
    for (const event of owners) names.set(event.name, event === keeper ? plain : `${plain}_${fingerprint(event.name)}`);
  }
  return names;
}

/** Gives out names of types, each once. */
export class TypeNames {
  readonly #taken: Set<string>;

  /** `taken`: names that the language or the rest of the file uses. */
  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  /** The name itself, or with the first number that makes it free. */
  free(wanted: string): string {
    const plain = STARTS_NAME.test(wanted) ? wanted : `Event${wanted}`;
    let name = plain;
    for (let number = 2; this.#taken.has(name); number++) name = `${plain}${number}`;
    this.#taken.add(name);
    return name;
  }
}
