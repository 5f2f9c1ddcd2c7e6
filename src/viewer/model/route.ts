export const VIEWS = ['events', 'conversations', 'problems', 'overview'] as const;
export type View = (typeof VIEWS)[number];

/** The part of the page that is shown. It is kept in the address, so that the browser’s Back button works. */
export interface Route {
  readonly view: View;
  /** A conversation’s id, or an event’s number. */
  readonly item?: string;
}

/** Any text, lone surrogates included, as a part of an address. */
export function addressOf(text: string): string {
  return encodeURIComponent(JSON.stringify(text).slice(1, -1));
}

/** Reads `#conversations/c_1`. Anything that is not a view means the events. */
export function readRoute(hash: string): Route {
  const [name = '', item = ''] = hash.slice(1).split(/\/(.*)/s);
  const view = VIEWS.find((known) => known === name) ?? 'events';
  try {
    return item === '' ? { view } : { view, item: JSON.parse(`"${decodeURIComponent(item)}"`) as string };
  } catch {
    return { view };
  }
}

/** The address of a view. */
export function hashOf({ view, item }: Route): string {
  return item === undefined ? `#${view}` : `#${view}/${addressOf(item)}`;
}
