/** JSON as it is written, not as it is read: keys may repeat, numbers keep their digits. */
export type Tree =
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Tree])[] }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'literal'; readonly text: string };

/** How a tree is written; each list is gone through again and again. */
export interface Style {
  /** White space between tokens. */
  readonly spaces: readonly string[];
  /** Which characters of strings are written as escapes though they need not be. */
  readonly escapes: readonly boolean[];
}

export const COMPACT: Style = { spaces: [''], escapes: [false] };

/** A stretch of the printed text: UTF-16 offsets, the end exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A value of a tree as it was printed. */
export interface PrintedValue extends Stretch {
  readonly tree: Tree;
  /** Every member or item, in the order of the text. */
  readonly members: readonly PrintedMember[];
}

/** A member of an object or an item of an array. */
export interface PrintedMember {
  readonly key: string;
  /** Where the key stands, with its quotes; undefined in an array. */
  readonly keyStretch: Stretch | undefined;
  readonly value: PrintedValue;
}

/** A tree in print. */
export interface Printed {
  readonly text: string;
  readonly root: PrintedValue;
}

class Printer {
  text = '';
  #space = 0;
  #escape = 0;
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  space(): void {
    const { spaces } = this.#style;
    this.text += spaces[this.#space++ % spaces.length] ?? '';
  }

  string(value: string): Stretch {
    const { escapes } = this.#style;
    const start = this.text.length;
    this.text += '"';
    for (const char of value) {
      // What JSON.stringify writes as it is, a log may still hold as an escape.
      const plain = JSON.stringify(char).slice(1, -1);
      const escaped = escapes[this.#escape++ % escapes.length] === true && plain === char;
      this.text += escaped
        ? Array.from({ length: char.length }, (_, index) => unicodeEscape(char, index)).join('')
        : plain;
    }
    this.text += '"';
    return { start, end: this.text.length };
  }

  value(tree: Tree): PrintedValue {
    const start = this.text.length;
    const members: PrintedMember[] = [];
    if (tree.kind === 'string') this.string(tree.value);
    else if (tree.kind === 'literal') this.text += tree.text;
    else {
      this.text += tree.kind === 'object' ? '{' : '[';
      this.space();
      const count = tree.kind === 'object' ? tree.members.length : tree.items.length;
      for (let index = 0; index < count; index++) {
        if (index > 0) {
          this.text += ',';
          this.space();
        }
        members.push(this.#member(tree, index));
        this.space();
      }
      this.text += tree.kind === 'object' ? '}' : ']';
    }
    return { start, end: this.text.length, tree, members };
  }

  #member(tree: Tree & { readonly kind: 'object' | 'array' }, index: number): PrintedMember {
    if (tree.kind === 'array') {
      return { key: String(index), keyStretch: undefined, value: this.value(tree.items[index] as Tree) };
    }
    const [key, value] = tree.members[index] as readonly [string, Tree];
    const keyStretch = this.string(key);
    this.space();
    this.text += ':';
    this.space();
    return { key, keyStretch, value: this.value(value) };
  }
}

function unicodeEscape(char: string, index: number): string {
  return `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`;
}

/** Writes a tree, with white space before and after it, and says where everything stands. */
export function print(tree: Tree, style: Style): Printed {
  const printer = new Printer(style);
  printer.space();
  const root = printer.value(tree);
  printer.space();
  return { text: printer.text, root };
}

/** The tree of a JSON value. */
export function treeOf(value: unknown): Tree {
  if (typeof value === 'string') return { kind: 'string', value };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', members: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) };
  }
  return { kind: 'literal', text: JSON.stringify(value) };
}

/** One key of a JSON Pointer, written as RFC 6901 says. */
export function pointerStep(key: string): string {
  return `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

/** Every value that a reader of the text sees, by its pointer: of members with one key, the last. */
export function valuesByPointer(value: PrintedValue, pointer = ''): Map<string, PrintedValue> {
  const last = new Map(value.members.map((member) => [member.key, member.value]));
  const found = new Map([[pointer, value]]);
  for (const [key, member] of last) {
    for (const [inner, at] of valuesByPointer(member, pointer + pointerStep(key))) found.set(inner, at);
  }
  return found;
}
