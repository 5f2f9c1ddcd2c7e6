import type { FailureCode } from './failure.js';
import { Failure } from './failure.js';
import type { Span } from './problem/problem.js';
import { explainSyntax } from './record/explain-syntax.js';
import { jsonFacts } from './record/json-facts.js';
import { locate } from './record/locate.js';
import { placeOf } from './record/place-of.js';
import { messageOf } from './rules/messages.js';

/** A JSON document that people write, such as a config or a schema, kept with its text: a fault has its place there. */
export class JsonFile {
  /** The file as messages name it. */
  readonly path: string;
  readonly text: string;
  readonly value: unknown;

  readonly #code: FailureCode;

  /**
   * `code`: the code of each failure of this file. Default: `bad-schema`.
   * @throws {Failure} naming the place, if the text is not JSON. A byte order mark is passed over.
   */
  constructor(path: string, text: string, code: FailureCode = 'bad-schema') {
    this.#code = code;
    this.path = path;
    this.text = text.replace(/^\ufeff/, '');
    try {
      this.value = JSON.parse(this.text);
    } catch (cause) {
      const { fault, span, found } = explainSyntax(this.text) ?? { fault: 'not-json', span: { start: 0, end: 0 } };
      // The usual hints are about records of a log.
      const isMore = fault === 'second-value' || fault === 'several-values';
      const details = {
        fault: isMore ? ('second-document' as const) : fault,
        ...(found === undefined ? {} : { found }),
      };
      const { message, hint } = messageOf({ rule: 'json/invalid-syntax', pointer: '', details });
      throw this.failure(span, message, hint, cause);
    }
  }

  /** @throws {Failure} if it is nested more deeply than that, as nothing that people write is. */
  refuseDeeperThan(levels: number): void {
    const { depth } = jsonFacts(this.text);
    if (depth <= levels) return;
    throw this.failure(
      '',
      `it is nested ${depth} levels deep; at most ${levels} are read`,
      'give what is deep a file of its own',
    );
  }

  /** The failure for a fault at a pointer or a stretch of the text: `file:line:column: message`. */
  failure(at: string | Span, message: string, hint?: string, cause?: unknown): Failure {
    const record = { file: this.path, number: 1, bytes: Buffer.alloc(0), line: 1, column: 1 };
    const { line, column } = placeOf(record, this.text, typeof at === 'string' ? locate(this.text, at) : at);
    return new Failure(this.#code, `${this.path}:${line}:${column}: ${message}`, {
      ...(hint === undefined ? {} : { hint }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
