import { safeText } from '../text/safe-name.js';
import { wrap } from '../text/wrap.js';
import type { ClientEvent } from './client-event.js';
import { isAnyObject, NamedTypes } from './named-types.js';
import { camelCase, functionNames } from './names.js';
import type { Model, ObjectModel } from './type-model.js';

/** The types and functions that each file has, and the types of TypeScript that it uses. */
const TAKEN =
  'AnyValue NonNullable Omit Partial Client Array BrowserAnalytics BrowserOptions Call Date Events Identity Object Options Promise Record ServerAnalytics ServerClientSettings ServerOptions With InBrowser Track'.split(
    ' ',
  );

/** Names of methods that mean something else to JavaScript. */
const RESERVED = new Set(['then', ...Object.getOwnPropertyNames(Object.prototype), 'toJSON']);

const WIDTH = 110;

/** A doc comment. What a schema says cannot end it. */
function comment(text: string, indent: string): string {
  const clean = safeText(text.replace(/\s+/g, ' ').trim()).replaceAll('*/', '* /');
  if (clean === '') return '';
  const lines = wrap(clean, WIDTH);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : JSON.stringify(name);
}

class TypeWriter {
  readonly types: NamedTypes;

  constructor(bases: ReadonlyMap<string, string>) {
    this.types = new NamedTypes(bases, TAKEN, (object, name) => this.#interface(object, name));
  }

  #interface({ members, rest, description }: ObjectModel, name: string): string {
    const lines = members.map((member) => {
      const { required, model } = member;
      const text = required && model.kind === 'any' ? 'AnyValue' : this.text(model);
      return `${comment(member.description ?? '', '  ')}  ${keyText(member.name)}${required ? '' : '?'}: ${text};\n`;
    });
    const others = rest === undefined ? '' : '  [key: string]: unknown;\n';
    return `${comment(description ?? '', '')}export type ${name} = {\n${lines.join('')}${others}};\n`;
  }

  /** The type of a model. */
  text(model: Model): string {
    switch (model.kind) {
      case 'any':
        return 'unknown';
      case 'never':
        return 'never';
      case 'scalar':
        return model.type === 'integer' ? 'number' : model.type;
      case 'literal':
        return JSON.stringify(model.value);
      case 'list':
        return `${this.#inBrackets(model.items)}[]`;
      case 'tuple': {
        const items = model.items.map((item, index) => {
          return index < model.required ? this.text(item) : `${this.#inBrackets(item)}?`;
        });
        return `[${[...items, ...(model.rest === undefined ? [] : [`...${this.#inBrackets(model.rest)}[]`])].join(', ')}]`;
      }
      case 'union':
        return this.#union(model.members);
      case 'object': {
        if (model.members.length === 0 && model.rest === undefined) return 'Record<string, never>';
        if (isAnyObject(model)) return `Record<string, ${this.text(model.rest ?? { kind: 'any' })}>`;
        return this.types.nameOf(model);
      }
    }
  }

  /** A union. A closed object forbids the keys of the others, which TypeScript would let pass. */
  #union(members: readonly Model[]): string {
    const objects = members.filter((member): member is ObjectModel => member.kind === 'object');
    const keys = new Set(objects.flatMap((object) => object.members.map(({ name }) => name)));
    const texts = members.map((member) => {
      const text = this.text(member);
      if (member.kind !== 'object' || member.rest !== undefined) return text;
      const foreign = [...keys].filter((key) => !member.members.some(({ name }) => name === key));
      if (foreign.length === 0) return text;
      return `(${text} & { ${foreign.map((key) => `${keyText(key)}?: never`).join('; ')} })`;
    });
    return [...new Set(texts)].join(' | ');
  }

  #inBrackets(model: Model): string {
    const text = this.text(model);
    return model.kind === 'union' ? `(${text})` : text;
  }

  /** What the options of an event must be beyond those of each event; empty if nothing. */
  optionsOf({ needsUserId, needsAnonymousId, context, integrations }: ClientEvent): string {
    const fields = Object.entries({ context, integrations }).flatMap(([name, field]) =>
      field === undefined ? [] : [`${name}${field.required ? '' : '?'}: ${this.text(field.model)}`],
    );
    const ids = Object.entries({ userId: needsUserId, anonymousId: needsAnonymousId });
    const needed = ids.flatMap(([name, isNeeded]) => (isNeeded ? [`${name}: string`] : []));
    return [...needed, ...fields].join('; ');
  }
}

const HELPERS = `
/** Any value that JSON can hold. */
export type AnyValue = NonNullable<unknown> | null;

/** Who did it: a user that is known, or one that is not known yet. */
export type Identity = { userId: string; anonymousId?: string } | { userId?: string; anonymousId: string };

/** What any call may have beside its properties. */
export type Options = {
  /** Segment's own id of the call, different for each call. Default: made by the SDK. It is never the id of a chat message. */
  messageId?: string;
  /** When it happened. Default: now. */
  timestamp?: Date;
  context?: Record<string, unknown>;
  integrations?: Record<string, boolean | Record<string, unknown>>;
};

/** The options of a call on a server, which have to say who did it. */
export type ServerOptions = Options & Identity;

/** The options of a call in a browser, where the SDK knows who did it. */
export type BrowserOptions = Options & { userId?: string; anonymousId?: string };

/** A call as the SDK gets it. */
export type Call = { event: string; properties: Record<string, unknown> } & ServerOptions;

/** \`Analytics\` of @segment/analytics-node. */
export interface ServerAnalytics {
  track: (call: Call) => unknown;
}

/** \`AnalyticsBrowser\` or \`Analytics\` of @segment/analytics-next. */
export interface BrowserAnalytics<Result = unknown> {
  track: (event: string, properties: Record<string, unknown>, options?: BrowserOptions) => Result;
}

/** The settings of \`serverClient\`. */
export interface ServerClientSettings {
  /** Called with each call before it is sent. What it throws is thrown where the event is tracked, and nothing is sent. */
  check?: (call: Call & { type: "track" }) => void;
}

/** The options of an event that asks more of them. In a browser, the SDK knows the ids. */
export type With<Rest extends unknown[], More> = Rest extends [ServerOptions]
  ? [options: ServerOptions & More]
  : InBrowser<Omit<More, "userId" | "anonymousId">>;
type InBrowser<More> = Partial<More> extends More
  ? [options?: BrowserOptions & More]
  : [options: BrowserOptions & More];
`;

const FUNCTIONS = `
type Track<Result> = (event: string, properties: Record<string, unknown>, options: never) => Result;

function eventsOf<Client, Result>(track: Track<Result>): Client {
  const functions = Object.entries(EVENTS).map(([name, event]) => [
    name,
    (properties: Record<string, unknown>, options: unknown) => track(event, properties, options as never),
  ]);
  return Object.fromEntries(functions);
}

/** The events, tracked by @segment/analytics-node. */
export function serverClient(
  analytics: ServerAnalytics,
  { check }: ServerClientSettings = {},
): Events<[options: ServerOptions], void> {
  return eventsOf((event, properties, options: ServerOptions) => {
    const call = { ...options, event, properties };
    check?.({ type: "track", ...call });
    analytics.track(call);
  });
}

/** The events, tracked by @segment/analytics-next. */
export function browserClient<Result>(
  analytics: BrowserAnalytics<Result>,
): Events<[options?: BrowserOptions], Result> {
  return eventsOf((event, properties, options: BrowserOptions) => analytics.track(event, properties, options));
}
`;

/** A client in TypeScript, for analytics-node and analytics-next: one function for each event. */
export function typescriptClient(events: readonly ClientEvent[], header: readonly string[]): string {
  const names = functionNames(events, camelCase, (name) => RESERVED.has(name));
  const writer = new TypeWriter(names);
  const functions = events.map((event) => {
    const more = writer.optionsOf(event);
    const rest = more === '' ? 'Rest' : `With<Rest, { ${more} }>`;
    const parameters = `properties: ${writer.text(event.properties)}, ...rest: ${rest}`;
    return `${comment(`${event.name}. ${event.description}`, '  ')}  ${names.get(event.name)}(${parameters}): Result;\n`;
  });
  const table = events.map(({ name }) => `  ${names.get(name)}: ${JSON.stringify(name)},\n`);
  return [
    ...header.map((line) => `// ${line}\n`),
    HELPERS,
    '\n',
    writer.types.declarations.join('\n'),
    '\n/** One function for each event. `Rest` is what it takes after the properties. */\n',
    `export interface Events<Rest extends unknown[], Result> {\n${functions.join('')}}\n`,
    `\nconst EVENTS = {\n${table.join('')}} as const;\n`,
    FUNCTIONS,
  ].join('');
}
