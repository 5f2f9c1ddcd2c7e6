import type { Listed } from '../../overview/overview.js';
import { countOf } from '../../text/count.js';

/** The most bars of one list. */
export const MAX_BARS = 12;

/** What a list of bars does not show: `and 12 rules more`. Undefined if it shows all. */
export function moreOf<Item>({ total }: Listed<Item>, noun: string): string | undefined {
  return total > MAX_BARS ? `and ${countOf(total - MAX_BARS, noun)} more` : undefined;
}

/** What choosing a bar of a name does; undefined if nothing can be chosen. */
export function chooser(choose: ((name: string) => void) | undefined, name: string): (() => void) | undefined {
  return choose === undefined ? undefined : () => choose(name);
}
