import type { PersonalKind } from '../problem/finding.js';
import { skipSpace, trimmedEnd } from '../record/json-units.js';
import { appendToPointer } from '../text/json-pointer.js';
import type { EditableMember, EditableObject } from './editable-json.js';
import { EditableValue } from './editable-json.js';

/**
 * One change of a record's text. Objects are named by JSON Pointers; `literal` is JSON as it is to be written. All other text
 * stays as it is written, white space included.
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
  /** An empty object, unless there is an object of that name. */
  | { readonly kind: 'add-object'; readonly object: string; readonly name: string }
  | { readonly kind: 'remove'; readonly object: string; readonly name: string }
  | {
      readonly kind: 'move';
      readonly object: string;
      readonly from: string;
      readonly into: string;
      readonly to: string;
    };

/** What happened to one value: where it was and is (JSON Pointers), and how it was and is written. */
export interface Change {
  /** Undefined for a new value. */
  readonly from: string | undefined;
  /** Undefined for a removed value. */
  readonly to: string | undefined;
  readonly before?: string;
  readonly after?: string;
  /** What was masked in it, if nothing else changed; `before` and `after` are then left out. */
  readonly masked?: readonly PersonalKind[];
  /** What was removed that belongs to no value. */
  readonly removed?: 'a byte order mark';
}

type Undo = () => void;

/** The space after a colon, and after a comma on one line, as the record's author writes them. */
function styleOf(root: EditableObject | undefined): { readonly colon: string; readonly afterComma: string } {
  const first = root?.first;
  if (first === undefined) return { colon: ':', afterComma: '' };
  const afterColon = first.colon.slice(first.colon.indexOf(':') + 1);
  const afterComma = first.next === undefined || first.next.lead.includes('\n') ? afterColon : first.next.lead;
  return { colon: `:${afterColon}`, afterComma };
}

/** The text of a record, to be edited. The time of an edit depends on what it changes, not on the length of the text. */
export class EditableText {
  readonly #root: EditableValue;
  readonly #lead: string;
  readonly #trail: string;
  #undo: Undo[] = [];

  /** `text`: valid JSON. */
  constructor(text: string) {
    const [start, end] = [skipSpace(text, 0), trimmedEnd(text)];
    this.#lead = text.slice(0, start);
    this.#trail = text.slice(end);
    this.#root = new EditableValue(text.slice(start, end));
  }

  /** How the value at a pointer is written; undefined if there is none. */
  literalAt(pointer: string): string | undefined {
    return this.#root.at(pointer)?.literal;
  }

  toString(): string {
    return this.#lead + this.#root.literal + this.#trail;
  }

  /**
   * Makes edits in their order, all or none of them. Undefined if one cannot be made: what it names is not there, or its place
   * is taken.
   */
  apply(edits: readonly Edit[]): readonly Change[] | undefined {
    this.#undo = [];
    const changes: Change[] = [];
    for (const edit of edits) {
      const change = this.#applyOne(edit);
      if (change === undefined) {
        for (const undo of this.#undo.reverse()) undo();
        return undefined;
      }
      if (change !== 'none') changes.push(change);
    }
    return changes;
  }

  #applyOne(edit: Edit): Change | 'none' | undefined {
    switch (edit.kind) {
      case 'replace':
        return this.#replace(edit.pointer, edit.literal);
      case 'rename':
        return this.#rename(edit.object, edit.from, edit.to);
      case 'add':
        return this.#add(edit.object, edit.name, edit.literal, edit.first);
      case 'add-object': {
        const isThere = this.#objectAt(appendToPointer(edit.object, edit.name)) !== undefined;
        return isThere ? 'none' : this.#add(edit.object, edit.name, '{}');
      }
      case 'remove':
        return this.#remove(edit.object, edit.name);
      case 'move': {
        const removed = this.#remove(edit.object, edit.from);
        const { from, before = '' } = removed ?? {};
        const added = removed === undefined ? undefined : this.#add(edit.into, edit.to, before);
        return added === undefined ? undefined : { from, to: added.to, before, after: before };
      }
    }
  }

  #objectAt(pointer: string): EditableObject | undefined {
    return this.#root.at(pointer)?.object;
  }

  #replace(pointer: string, literal: string): Change | undefined {
    const value = this.#root.at(pointer);
    if (value === undefined) return undefined;
    const before = value.literal;
    this.#undo.push(value.replace(literal));
    return { from: pointer, to: pointer, before, after: literal };
  }

  #rename(pointer: string, name: string, to: string): Change | undefined {
    const object = this.#objectAt(pointer);
    const member = object?.only(name);
    if (object === undefined || member === undefined || object.has(to)) return undefined;
    const { key } = member;
    object.rename(member, to, JSON.stringify(to));
    this.#undo.push(() => object.rename(member, name, key));
    const { literal } = member.value;
    return { from: appendToPointer(pointer, name), to: appendToPointer(pointer, to), before: literal, after: literal };
  }

  #remove(pointer: string, name: string): Change | undefined {
    const object = this.#objectAt(pointer);
    const member = object?.only(name);
    if (object === undefined || member === undefined) return undefined;
    const { previous, next } = member;
    object.delete(member);
    this.#undo.push(() => object.insertAfter(previous, member));
    if (next !== undefined) this.#setSpace(next, 'lead', member.lead);
    else if (previous !== undefined) this.#setSpace(previous, 'trail', member.trail);
    else this.#setSpace(object, 'space', '');
    return { from: appendToPointer(pointer, name), to: undefined, before: member.value.literal };
  }

  #add(pointer: string, name: string, literal: string, isFirst = false): Change | undefined {
    const object = this.#objectAt(pointer);
    if (object === undefined || object.has(name)) return undefined;
    const { colon, afterComma } = styleOf(this.#root.object);
    const { first, last } = object;
    const value = new EditableValue(literal);
    const member: EditableMember = {
      ...{ name, key: JSON.stringify(name), lead: '', colon, value, trail: '' },
      previous: undefined,
      next: undefined,
    };
    if (first !== undefined && last !== undefined) {
      const ownLine = first.lead.includes('\n') ? first.lead : undefined;
      const gap = ownLine ?? (first === last ? afterComma : last.lead);
      member.lead = isFirst ? first.lead : gap;
      if (isFirst) this.#setSpace(first, 'lead', gap);
      else {
        member.trail = last.trail;
        this.#setSpace(last, 'trail', '');
      }
    }
    object.insertAfter(isFirst ? undefined : last, member);
    this.#undo.push(() => object.delete(member));
    return { from: undefined, to: appendToPointer(pointer, name), after: literal };
  }

  #setSpace<Key extends string>(owner: Record<Key, string>, key: Key, space: string): void {
    const before = owner[key];
    owner[key] = space as Record<Key, string>[Key];
    this.#undo.push(() => {
      owner[key] = before;
    });
  }
}
