import { toRegExp } from '../own-events/to-reg-exp.js';

/** What a class of characters is shown by. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  b: '',
  B: '',
  n: '\n',
  t: '\t',
};

/** Reads a regular expression as far as an example needs it: literals, classes, groups, quantifiers. */
class PatternReader {
  readonly #pattern: string;
  #index = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** A text for the alternatives up to the closing bracket or the end: the first one that is none of nothing. */
  alternatives(): string {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.find((option) => option !== '') ?? '';
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#index)) return false;
    this.#index += text.length;
    return true;
  }

  #next(): string {
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#index) ?? 0);
    this.#index += char.length;
    return char;
  }

  #sequence(): string {
    let text = '';
    while (this.#index < this.#pattern.length && !/[|)]/.test(this.#pattern.charAt(this.#index))) {
      const atom = this.#atom();
      text += atom.repeat(this.#count());
    }
    return text;
  }

  #atom(): string {
    if (this.#take('^') || this.#take('$')) return '';
    if (this.#take('[')) return this.#class();
    if (this.#take('(')) {
      // What must or must not follow adds nothing to the text.
      const looks = /^\?<?[=!]/.test(this.#pattern.slice(this.#index));
      this.#index += /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.#pattern.slice(this.#index))?.[0].length ?? 0;
      const inner = this.alternatives();
      this.#take(')');
      return looks ? '' : inner;
    }
    return this.#take('\\') ? this.#escape() : this.#next().replace(/^\.$/, 'a');
  }

  #escape(): string {
    const char = this.#next();
    if (char === 'p' || char === 'P') {
      this.#index += /^\{[^}]*\}/.exec(this.#pattern.slice(this.#index))?.[0].length ?? 0;
      return 'a';
    }
    return CLASSES[char] ?? char;
  }

  #class(): string {
    const end = this.#pattern.slice(this.#index).search(/(?<!\\)(?:\\\\)*\]/);
    const start = this.#index;
    const body = this.#pattern.slice(start, start + Math.max(end, 0) + 1);
    const whole = toRegExp(`[${body.replace(/\]$/, '')}]`);
    this.#index = this.#pattern.indexOf(']', start + Math.max(end, 0)) + 1;
    return [...'a1A-_ .b2B/@#+:é'].find((char) => whole.test(char)) ?? '';
  }

  #count(): number {
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#pattern.slice(this.#index));
    this.#index += quantifier?.[0].length ?? 0;
    if (quantifier === null) return 1;
    return quantifier[1] === undefined ? 1 : Math.min(Number(quantifier[1]), 1000);
  }
}

/** A text that a pattern matches, as far as one can be built without searching; undefined if not. */
export function exampleText(pattern: string): string | undefined {
  try {
    const text = new PatternReader(pattern).alternatives();
    return toRegExp(pattern).test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
