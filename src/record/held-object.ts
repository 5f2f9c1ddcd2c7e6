import { isPacked } from '../text/is-packed.js';
import { parsed } from './parses.js';
import type { Holder, RawRecord } from './record.js';
import { isObject } from './record.js';
import type { Cut } from './record-in-text.js';
import { recordInText } from './record-in-text.js';

/** An object as JSON in a record that is a string. */
export interface HeldObject {
  /** Whether it has a field by which events are known. */
  readonly kind: 'event' | 'object';
  /** How many times it was written as JSON beyond the once that every record is. */
  readonly times: number;
  /** What has to be cut off the text, where there is more than the object in it. */
  readonly cut?: Cut;
  /** What holds the string beside others. */
  readonly partOf?: Holder;
  /** Whether its file is packed, by its name. */
  readonly isPacked: boolean;
}

/** Text in text is looked into so often. */
const MAX_TIMES = 3;

function isEvent(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, event, action } = value;
  return [type, event, action].some((field) => typeof field === 'string');
}

/** The object in the text of a record that is a string; undefined if there is none. Behind other text, it counts if it is an event. */
export function heldObject(text: string, { file, partOf }: Pick<RawRecord, 'file' | 'partOf'>): HeldObject | undefined {
  const at = { ...(partOf === undefined ? {} : { partOf }), isPacked: isPacked(file) };
  let value = parsed(text);
  let times = 1;
  for (; typeof value === 'string' && times < MAX_TIMES; times++) value = parsed(value);
  if (isObject(value)) return { kind: isEvent(value) ? 'event' : 'object', times, ...at };
  const line = recordInText(text);
  if (line?.cut === undefined) return undefined;
  const values: readonly unknown[] = Array.isArray(line.value) ? line.value : [line.value];
  return values.some(isEvent) ? { kind: 'event', cut: line.cut, times: 1, ...at } : undefined;
}
