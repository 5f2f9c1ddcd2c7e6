import type { Problem } from '../../problem/problem.js';
import { appendToPointer, pointerKeys } from '../../text/json-pointer.js';

/** One line of an event’s JSON as it is shown. */
export interface PayloadLine {
  readonly depth: number;
  /** The field that it shows; undefined for a closing bracket. */
  readonly pointer?: string;
  readonly key?: string;
  /** The text behind the key: a value, or an opening or closing bracket. */
  readonly text: string;
  readonly kind: 'string' | 'number' | 'literal' | 'bracket' | 'missing' | 'more';
  /** The problems of this field. */
  readonly problems: readonly Problem[];
}

/** The most lines that are shown; lines with problems are shown beyond it. */
const MAX_LINES = 1000;
const MAX_TEXT_LENGTH = 2000;

/** The value at a pointer; undefined if there is none. */
function valueAt(event: unknown, pointer: string): unknown {
  let at = event;
  for (const key of pointerKeys(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/** The pointer of the enclosing value. */
function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

interface PlacedProblems {
  /** By the pointer of the line that they are shown at. */
  readonly at: ReadonlyMap<string, readonly Problem[]>;
  /** By the pointer of the object that lacks a field, and the field’s name. */
  readonly missing: ReadonlyMap<string, ReadonlyMap<string, readonly Problem[]>>;
}

/** Finds the line of each problem: the line of its field, a new one for a missing field, else the line of the enclosing value. */
function placed(event: unknown, problems: readonly Problem[]): PlacedProblems {
  const at = new Map<string, Problem[]>();
  const missing = new Map<string, Map<string, Problem[]>>();
  for (const problem of problems) {
    let { pointer } = problem;
    while (valueAt(event, pointer) === undefined) {
      const parent = parentOf(pointer);
      const within = valueAt(event, parent);
      if (typeof within === 'object' && within !== null && !Array.isArray(within)) break;
      pointer = parent;
    }
    if (valueAt(event, pointer) !== undefined) {
      at.set(pointer, [...(at.get(pointer) ?? []), problem]);
      continue;
    }
    const parent = parentOf(pointer);
    const key = pointerKeys(pointer).at(-1) ?? '';
    const fields = missing.get(parent) ?? new Map<string, Problem[]>();
    fields.set(key, [...(fields.get(key) ?? []), problem]);
    missing.set(parent, fields);
  }
  return { at, missing };
}

function scalar(value: unknown): Pick<PayloadLine, 'text' | 'kind'> {
  if (typeof value === 'string') {
    const cut = value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
    return { text: JSON.stringify(cut), kind: 'string' };
  }
  return { text: JSON.stringify(value) ?? 'null', kind: typeof value === 'number' ? 'number' : 'literal' };
}

/** An event as lines of JSON, each problem at its field; a missing field has a line of its own where it should stand. */
export function payloadLines(event: Readonly<Record<string, unknown>>, problems: readonly Problem[]): PayloadLine[] {
  const { at, missing } = placed(event, problems);
  const lines: PayloadLine[] = [];
  let hidden = 0;
  const add = (line: PayloadLine): void => {
    if (lines.length < MAX_LINES || line.problems.length > 0) lines.push(line);
    else hidden++;
  };
  const walk = (value: unknown, pointer: string, depth: number, comma: string, key?: string): void => {
    const named = { depth, pointer, problems: at.get(pointer) ?? [], ...(key === undefined ? {} : { key }) };
    if (typeof value !== 'object' || value === null) {
      const { text, kind } = scalar(value);
      add({ ...named, text: text + comma, kind });
      return;
    }
    const isArray = Array.isArray(value);
    const [open, close] = isArray ? '[]' : '{}';
    const lacking = [...(missing.get(pointer) ?? [])];
    const members = Object.entries(value);
    if (members.length === 0 && lacking.length === 0) {
      add({ ...named, text: `${open}${close}${comma}`, kind: 'bracket' });
      return;
    }
    add({ ...named, text: open as string, kind: 'bracket' });
    members.forEach(([name, member], index) => {
      const isLast = index === members.length - 1;
      walk(member, appendToPointer(pointer, name), depth + 1, isLast ? '' : ',', isArray ? undefined : name);
    });
    for (const [name, found] of lacking) {
      const where = appendToPointer(pointer, name);
      add({ depth: depth + 1, pointer: where, key: name, text: 'missing', kind: 'missing', problems: found });
    }
    add({ depth, text: `${close}${comma}`, kind: 'bracket', problems: [] });
  };
  walk(event, '', 0, '');
  if (hidden > 0) lines.push({ depth: 0, text: `${hidden} more lines`, kind: 'more', problems: [] });
  return lines;
}
