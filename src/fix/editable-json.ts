import { CLOSE_ARRAY, COMMA, OPEN_ARRAY, OPEN_OBJECT, skipSpace } from '../record/json-units.js';
import { skipValue } from '../record/locate.js';
import { objectMembers } from '../record/object-members.js';
import { pointerKeys } from '../text/json-pointer.js';

/** A member of an object, with the white space around it. */
export interface EditableMember {
  name: string;
  /** As it is written, with its quotes. */
  key: string;
  /** What stands before the key: white space, after the brace or the comma. */
  lead: string;
  /** What stands between key and value: a colon and white space. */
  colon: string;
  value: EditableValue;
  /** What stands after the value: white space, before the comma or the brace. */
  trail: string;
  previous: EditableMember | undefined;
  next: EditableMember | undefined;
}

/** The members of an object in the order in which they are written, found by name and changed in constant time. */
export class EditableObject {
  first: EditableMember | undefined;
  last: EditableMember | undefined;
  readonly #named = new Map<string, EditableMember[]>();
  /** The white space in an object without members. */
  space = '';

  /** Reads an object; the text must be valid JSON. */
  constructor(text: string) {
    let end = 1;
    for (const { name, key, value } of objectMembers(text, 0)) {
      const start = this.last === undefined ? end : text.indexOf(',', end) + 1;
      if (this.last !== undefined) this.last.trail = text.slice(end, start - 1);
      const member: EditableMember = {
        name,
        key: text.slice(key.start, key.end),
        lead: text.slice(start, key.start),
        colon: text.slice(key.end, value.start),
        value: new EditableValue(text.slice(value.start, value.end)),
        trail: '',
        previous: undefined,
        next: undefined,
      };
      this.insertAfter(this.last, member);
      end = value.end;
    }
    const rest = text.slice(end, -1);
    if (this.last === undefined) this.space = rest;
    else this.last.trail = rest;
  }

  /** The one member of a name; undefined if there is none, or more than one. */
  only(name: string): EditableMember | undefined {
    const found = this.#named.get(name);
    return found?.length === 1 ? found[0] : undefined;
  }

  /** Of members with the same name, the last one counts. */
  get(name: string): EditableMember | undefined {
    return this.#named.get(name)?.at(-1);
  }

  has(name: string): boolean {
    return this.#named.has(name);
  }

  /** Inserts a member behind another one, or first. White space stays as it is. */
  insertAfter(previous: EditableMember | undefined, member: EditableMember): void {
    const next = previous === undefined ? this.first : previous.next;
    member.previous = previous;
    member.next = next;
    if (previous === undefined) this.first = member;
    else previous.next = member;
    if (next === undefined) this.last = member;
    else next.previous = member;
    this.#addName(member);
  }

  /** Removes a member. White space stays as it is. */
  delete(member: EditableMember): void {
    const { previous, next } = member;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    if (next === undefined) this.last = previous;
    else next.previous = previous;
    this.#deleteName(member);
  }

  rename(member: EditableMember, name: string, key: string): void {
    this.#deleteName(member);
    member.name = name;
    member.key = key;
    this.#addName(member);
  }

  print(pieces: string[]): void {
    pieces.push('{');
    if (this.first === undefined) pieces.push(this.space);
    for (let member = this.first; member !== undefined; member = member.next) {
      pieces.push(member.lead, member.key, member.colon);
      member.value.print(pieces);
      pieces.push(member.trail, member.next === undefined ? '' : ',');
    }
    pieces.push('}');
  }

  #addName(member: EditableMember): void {
    const found = this.#named.get(member.name);
    if (found === undefined) this.#named.set(member.name, [member]);
    else found.push(member);
  }

  #deleteName(member: EditableMember): void {
    const left = this.#named.get(member.name)?.filter((one) => one !== member) ?? [];
    if (left.length === 0) this.#named.delete(member.name);
    else this.#named.set(member.name, left);
  }
}

/** The items of an array; between two of them stands the text as it is written. */
class EditableArray {
  readonly items: EditableValue[] = [];
  readonly #between: string[] = [];

  constructor(text: string) {
    let end = 0;
    let index = skipSpace(text, 1);
    while (index < text.length && text.charCodeAt(index) !== CLOSE_ARRAY) {
      this.#between.push(text.slice(end, index));
      end = skipValue(text, index);
      this.items.push(new EditableValue(text.slice(index, end)));
      index = skipSpace(text, end);
      if (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
    }
    this.#between.push(text.slice(end));
  }

  print(pieces: string[]): void {
    for (const [index, item] of this.items.entries()) {
      pieces.push(this.#between[index] ?? '');
      item.print(pieces);
    }
    pieces.push(this.#between.at(-1) ?? '');
  }
}

/** A JSON value as it is written. What is in it is read when it is asked for. */
export class EditableValue {
  #text: string;
  #content: EditableObject | EditableArray | undefined;

  /** `text`: valid JSON without white space around it. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The object that it is; undefined if it is something else. */
  get object(): EditableObject | undefined {
    if (this.#content === undefined && this.#text.charCodeAt(0) === OPEN_OBJECT) {
      this.#content = new EditableObject(this.#text);
    }
    return this.#content instanceof EditableObject ? this.#content : undefined;
  }

  /** The value of one of its members or items. */
  child(key: string): EditableValue | undefined {
    if (this.#content === undefined && this.#text.charCodeAt(0) === OPEN_ARRAY) {
      this.#content = new EditableArray(this.#text);
    }
    if (!(this.#content instanceof EditableArray)) return this.object?.get(key)?.value;
    return /^(?:0|[1-9]\d*)$/.test(key) ? this.#content.items[Number(key)] : undefined;
  }

  /** The value that a JSON Pointer names; undefined if there is none. */
  at(pointer: string): EditableValue | undefined {
    let value: EditableValue | undefined = this;
    for (const key of pointerKeys(pointer)) value = value?.child(key);
    return value;
  }

  get literal(): string {
    if (this.#content === undefined) return this.#text;
    const pieces: string[] = [];
    this.print(pieces);
    return pieces.join('');
  }

  /** Replaces the value; returns what puts the old one back. */
  replace(text: string): () => void {
    const [oldText, oldContent] = [this.#text, this.#content];
    this.#text = text;
    this.#content = undefined;
    return () => {
      this.#text = oldText;
      this.#content = oldContent;
    };
  }

  /** Appends the text of the value to `pieces`. */
  print(pieces: string[]): void {
    if (this.#content === undefined) pieces.push(this.#text);
    else this.#content.print(pieces);
  }
}
