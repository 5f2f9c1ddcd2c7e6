import type { Filter } from './filter.js';
import { EVERYTHING } from './filter.js';

export const VIEWS = ['events', 'conversations', 'problems', 'overview'] as const;
export type View = (typeof VIEWS)[number];

/** What the page shows. It is kept in the address, so that the browser’s Back button works, and the address can be sent to others. */
export interface Route {
  readonly view: View;
  /** A conversation’s id, or an event’s number. */
  readonly item?: string;
  /** What the fields of the forms hold, by their names, without those that are empty. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Any text, lone surrogates included, as a part of an address. */
export function addressOf(text: string): string {
  return encodeURIComponent(JSON.stringify(text).slice(1, -1));
}

function textOf(address: string): string | undefined {
  try {
    return JSON.parse(`"${decodeURIComponent(address)}"`) as string;
  } catch {
    return undefined;
  }
}

/** Reads the fields of `text=refund&result=invalid`; what cannot be read is left out. */
export function readFields(query: string): Readonly<Record<string, string>> {
  const pairs = query.split('&').flatMap((pair): (readonly [string, string])[] => {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map((part) => textOf(part));
    return name === '' || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}

/** The fields as a part of an address: `text=refund&result=invalid`. */
export function queryOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${addressOf(name)}=${addressOf(value)}`)
    .join('&');
}

/** Reads `#conversations/c_1?text=refund`. Anything that is not a view means the events. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.slice(1).split(/\?(.*)/s);
  const [name = '', address = ''] = path.split(/\/(.*)/s);
  const view = VIEWS.find((known) => known === name) ?? 'events';
  const item = textOf(address) ?? '';
  return { view, fields: readFields(query), ...(item === '' ? {} : { item }) };
}

/** The address of what the page shows. */
export function hashOf({ view, item, fields }: Route): string {
  const query = queryOf(fields);
  return `#${view}${item === undefined ? '' : `/${addressOf(item)}`}${query === '' ? '' : `?${query}`}`;
}

/** The filter that the fields name. */
export function filterOf(fields: Route['fields']): Filter {
  const keys = Object.keys(EVERYTHING) as (keyof Filter)[];
  return Object.fromEntries(keys.map((key) => [key, fields[key] ?? ''])) as unknown as Filter;
}
