import { isObject } from '../record/record.js';

/** A text that two values share exactly if they are equal as JSON Schema means it: objects with their keys in any order. */
function identityOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(identityOf).join(',')}]`;
  if (!isObject(value)) return typeof value === 'number' ? String(value) : JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${identityOf(value[key])}`).join(',')}}`;
}

/** The first item that equals an earlier one, and that one, by their indices; undefined if there is none. In linear time. */
export function repeatedItem(items: readonly unknown[]): readonly [index: number, earlier: number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const identity = identityOf(item);
    const earlier = seen.get(identity);
    if (earlier !== undefined) return [index, earlier];
    seen.set(identity, index);
  }
  return undefined;
}
