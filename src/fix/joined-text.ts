import { Failure } from '../failure.js';
import { LINE_FEED } from '../record/json-units.js';
import { safeName } from '../text/safe-name.js';
import type { FixedForm } from './fix-source.js';
import { BYTE_ORDER_MARK } from './fix-source.js';

/** Where joined text is written. */
interface PieceWriter {
  write(piece: Buffer): void;
}

/** Joins the texts of several logs: each begins on a new line, and only the first keeps its byte order mark. */
export class JoinedText {
  readonly #count: number;
  readonly #output: PieceWriter;
  /** The last byte that was written; undefined before the first log. */
  #last: number | undefined;

  /** `count`: how many logs are joined. */
  constructor(count: number, output: PieceWriter) {
    this.#count = count;
    this.#output = output;
  }

  /** @throws {Failure} for a JSON document among several logs: it cannot be joined with another text. */
  assertJoinable(name: string, { layout }: FixedForm): void {
    if (this.#count > 1 && layout === 'document') {
      throw new Failure(
        'bad-usage',
        `${safeName(name)} does not hold one record per line, and cannot be joined with other logs`,
        {
          hint: 'fix it by itself, or fix each file with --in-place',
        },
      );
    }
  }

  /** Begins the text of a log. */
  begin({ byteOrderMark }: FixedForm): void {
    if (this.#last === undefined && byteOrderMark) this.#output.write(BYTE_ORDER_MARK);
    if (this.#last !== undefined && this.#last !== LINE_FEED) this.#output.write(Buffer.from('\n'));
  }

  write(piece: Buffer): void {
    if (piece.length > 0) this.#last = piece[piece.length - 1];
    this.#output.write(piece);
  }
}
