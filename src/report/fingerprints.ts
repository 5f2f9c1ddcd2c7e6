import type { Problem } from '../problem/problem.js';

/**
 * Names problems so that a service that follows them from run to run knows them again. A name holds no line number, since
 * lines move when a log grows: it is made from file, rule, event, field and conversation, and, where several problems
 * share all of these, from their order.
 */
export class Fingerprints {
  readonly #pathOf: (file: string) => string;
  readonly #counts = new Map<string, number>();

  constructor(pathOf: (file: string) => string) {
    this.#pathOf = pathOf;
  }

  /** The fingerprint of the next problem: 32 hexadecimal digits, none of them twice. */
  next({ file, rule, event, pointer, message, conversationId }: Problem): string {
    const what = rule === 'json/invalid-syntax' ? message : pointer;
    const key = JSON.stringify([this.#pathOf(file), rule, event, what, conversationId]);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    // Not imported: that would cost every start a few milliseconds.
    const { createHash } = process.getBuiltinModule('node:crypto');
    return createHash('sha256').update(`${count} ${key}`).digest('hex').slice(0, 32);
  }
}
