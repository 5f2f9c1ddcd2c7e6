import type { PersonalKind } from '../problem/finding.js';
import type { Span } from '../problem/problem.js';
import { OPEN_OBJECT, skipSpace } from '../record/json-units.js';
import { locate } from '../record/locate.js';
import type { ObjectMember } from '../record/object-members.js';
import { objectMembers } from '../record/object-members.js';
import { appendToPointer } from '../text/json-pointer.js';

/**
 * One change of a record's text. Objects are named by JSON Pointers; `literal` is JSON as it is to be written. What no edit
 * speaks of stays as it is written, white space and all.
 */
export type Edit =
  | { readonly kind: 'replace'; readonly pointer: string; readonly literal: string }
  | { readonly kind: 'rename'; readonly object: string; readonly from: string; readonly to: string }
  | {
      readonly kind: 'add';
      readonly object: string;
      readonly name: string;
      readonly literal: string;
      readonly first?: true;
    }
  | { readonly kind: 'remove'; readonly object: string; readonly name: string }
  | {
      readonly kind: 'move';
      readonly object: string;
      readonly from: string;
      readonly into: string;
      readonly to: string;
    };

/** What was done to one value: where it was and is (JSON Pointers), and how it was and is written. */
export interface Change {
  /** Undefined for a value that is new. */
  readonly from: string | undefined;
  /** Undefined for one that is gone. */
  readonly to: string | undefined;
  readonly before?: string;
  readonly after?: string;
  /** What was masked in it, if that is all; nothing is said then of how it was written. */
  readonly masked?: readonly PersonalKind[];
}

interface FoundObject {
  readonly open: number;
  readonly close: number;
  readonly members: readonly ObjectMember[];
}

function splice(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** An object by its pointer; undefined if there is none. A pointer names one level at most, so a missing one finds its parent. */
function objectAt(text: string, pointer: string): FoundObject | undefined {
  const { start, end } = locate(text, pointer);
  if (text.charCodeAt(start) !== OPEN_OBJECT) return undefined;
  if (pointer !== '' && start === skipSpace(text, 0)) return undefined;
  return { open: start, close: end - 1, members: objectMembers(text, start) };
}

/** The one member of that name; undefined if there is none, or if nobody can say which. */
function onlyMember({ members }: FoundObject, name: string): ObjectMember | undefined {
  const found = members.filter((member) => member.name === name);
  return found.length === 1 ? found[0] : undefined;
}

/** The white space that a record's author puts after a colon, and after a comma on one line. */
function styleOf(text: string): { readonly afterColon: string; readonly afterComma: string } {
  const [first, second] = objectMembers(text, skipSpace(text, 0));
  if (first === undefined) return { afterColon: '', afterComma: '' };
  const colon = text.indexOf(':', first.key.end);
  const afterColon = text.slice(colon + 1, first.value.start);
  if (second === undefined) return { afterColon, afterComma: afterColon };
  const between = text.slice(text.indexOf(',', first.value.end) + 1, second.key.start);
  return { afterColon, afterComma: between.includes('\n') ? afterColon : between };
}

function remove(text: string, { open, close, members }: FoundObject, member: ObjectMember): string {
  const index = members.indexOf(member);
  const [before, after] = [members[index - 1], members[index + 1]];
  if (after !== undefined) return splice(text, { start: member.key.start, end: after.key.start }, '');
  if (before !== undefined) return splice(text, { start: before.value.end, end: member.value.end }, '');
  return splice(text, { start: open + 1, end: close }, '');
}

function add(text: string, found: FoundObject, name: string, literal: string, first: boolean): string {
  const { afterColon, afterComma } = styleOf(text);
  const { open, close, members } = found;
  const member = `${JSON.stringify(name)}:${afterColon}${literal}`;
  const [head, last, beforeLast] = [members[0], members.at(-1), members.at(-2)];
  if (head === undefined || last === undefined) return splice(text, { start: open + 1, end: close }, member);
  const lead = text.slice(open + 1, head.key.start);
  const gap = lead.includes('\n')
    ? lead
    : beforeLast === undefined
      ? afterComma
      : text.slice(text.indexOf(',', beforeLast.value.end) + 1, last.key.start);
  if (first) return splice(text, { start: head.key.start, end: head.key.start }, `${member},${gap}`);
  return splice(text, { start: last.value.end, end: last.value.end }, `,${gap}${member}`);
}

interface Step {
  readonly text: string;
  readonly change: Change;
}

/** Takes a member out and puts its value elsewhere; undefined if it is not there once, or its place is taken. */
function move(text: string, edit: Extract<Edit, { kind: 'move' }>): Step | undefined {
  const object = objectAt(text, edit.object);
  const member = object === undefined ? undefined : onlyMember(object, edit.from);
  if (object === undefined || member === undefined) return undefined;
  const literal = text.slice(member.value.start, member.value.end);
  const added = apply(remove(text, object, member), {
    kind: 'add',
    object: edit.into,
    name: edit.to,
    literal,
  });
  if (added === undefined) return undefined;
  const from = appendToPointer(edit.object, edit.from);
  return { text: added.text, change: { from, to: added.change.to, before: literal, after: literal } };
}

function rename(text: string, edit: Extract<Edit, { kind: 'rename' }>): Step | undefined {
  const object = objectAt(text, edit.object);
  const member = object === undefined ? undefined : onlyMember(object, edit.from);
  if (member === undefined || object?.members.some(({ name }) => name === edit.to) === true) return undefined;
  const literal = text.slice(member.value.start, member.value.end);
  const [from, to] = [appendToPointer(edit.object, edit.from), appendToPointer(edit.object, edit.to)];
  return {
    text: splice(text, member.key, JSON.stringify(edit.to)),
    change: { from, to, before: literal, after: literal },
  };
}

function apply(text: string, edit: Edit): Step | undefined {
  switch (edit.kind) {
    case 'move':
      return move(text, edit);
    case 'rename':
      return rename(text, edit);
    case 'replace': {
      const { pointer, literal } = edit;
      const span = locate(text, pointer);
      const before = text.slice(span.start, span.end);
      return { text: splice(text, span, literal), change: { from: pointer, to: pointer, before, after: literal } };
    }
    case 'remove': {
      const object = objectAt(text, edit.object);
      const member = object === undefined ? undefined : onlyMember(object, edit.name);
      if (object === undefined || member === undefined) return undefined;
      const from = appendToPointer(edit.object, edit.name);
      const before = text.slice(member.value.start, member.value.end);
      return { text: remove(text, object, member), change: { from, to: undefined, before } };
    }
    case 'add': {
      const object = objectAt(text, edit.object);
      if (object === undefined || object.members.some(({ name }) => name === edit.name)) return undefined;
      const to = appendToPointer(edit.object, edit.name);
      const change = { from: undefined, to, after: edit.literal };
      return { text: add(text, object, edit.name, edit.literal, edit.first === true), change };
    }
  }
}

/**
 * Applies edits to a record's text, in their order, and tells what each changed. Undefined if one of them cannot be: what it
 * takes is not there, or its place is taken. What `replace` names must be there. The text must be a JSON object.
 */
export function editText(
  text: string,
  edits: readonly Edit[],
): { readonly text: string; readonly changes: readonly Change[] } | undefined {
  const changes: Change[] = [];
  let edited = text;
  for (const edit of edits) {
    const step = apply(edited, edit);
    if (step === undefined) return undefined;
    edited = step.text;
    changes.push(step.change);
  }
  return { text: edited, changes };
}
