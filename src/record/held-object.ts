import type { RawRecord } from './record.js';
import { isObject } from './record.js';
import type { Cut } from './record-in-text.js';
import { recordInText } from './record-in-text.js';

/** An object as JSON in a record that is a string. */
export interface HeldObject {
  /** Whether it has a field by which events are known. */
  readonly kind: 'event' | 'object';
  /** What has to be cut off the text, where there is more than the object in it. */
  readonly cut?: Cut;
  /** Whether the string is an element of an array. */
  readonly isElement: boolean;
  /** Whether its file is packed, by its name. */
  readonly isPacked: boolean;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, event, action } = value;
  return [type, event, action].some((field) => typeof field === 'string');
}

/** The object in the text of a record that is a string; undefined if there is none. Behind other text, it counts if it is an event. */
export function heldObject(text: string, { file, partOf }: Pick<RawRecord, 'file' | 'partOf'>): HeldObject | undefined {
  const at = { isElement: partOf === 'array', isPacked: /\.gz$/i.test(file) };
  const value = parsed(text);
  if (isObject(value)) return { kind: isEvent(value) ? 'event' : 'object', ...at };
  const line = recordInText(text);
  if (line?.cut === undefined) return undefined;
  const values: readonly unknown[] = Array.isArray(line.value) ? line.value : [line.value];
  return values.some(isEvent) ? { kind: 'event', cut: line.cut, ...at } : undefined;
}
