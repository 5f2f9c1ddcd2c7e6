import { CLOSE_ARRAY, CLOSE_OBJECT, isJsonSpace, OPEN_ARRAY, OPEN_OBJECT } from '../record/json-units.js';
import { END_OF_CHUNK, JsonTokens } from './json-tokens.js';

/** Where a value begins: in the piece, and how many bytes and UTF-16 units of the text lie before it. */
export interface ValueStart {
  readonly at: number;
  readonly offset: number;
  readonly units: number;
}

/** Whether an array begins at an index, by what stands first in it: a log line may begin with a word in brackets. */
function beginsArray(text: Buffer, index: number): boolean {
  let at = index + 1;
  while (isJsonSpace(text[at] ?? 0)) at++;
  const first = text[at];
  return first === OPEN_OBJECT || first === OPEN_ARRAY || first === CLOSE_ARRAY;
}

/**
 * Finds where objects and arrays begin that stand one behind the other, with nothing but blanks between, in a text that may come in pieces.
 * Other text belongs to the value before it; a text that does not begin with a value has none.
 */
export class ValueStarts {
  readonly #tokens = new JsonTokens();
  #isComplete = true;
  #hasBegun = false;
  /** Whether the text begins with something else. */
  #hasNone = false;

  /** Those in the next piece. Not to be called again once the generator was left early. */
  *in(piece: Buffer): Generator<ValueStart> {
    if (this.#hasNone) return;
    const tokens = this.#tokens;
    tokens.start(piece);
    for (let token = tokens.next(0); token !== END_OF_CHUNK; token = tokens.next(0)) {
      const { depth, outerDepth, index } = tokens;
      const isStart =
        outerDepth === 0 && (token === OPEN_OBJECT || (token === OPEN_ARRAY && beginsArray(piece, index)));
      if (isStart && this.#isComplete) {
        this.#hasBegun = true;
        yield { at: index, offset: tokens.offset, units: tokens.column - 1 };
      } else if (!this.#hasBegun) {
        this.#hasNone = true;
        return;
      }
      this.#isComplete = outerDepth === 1 && depth === 0 && (token === CLOSE_OBJECT || token === CLOSE_ARRAY);
    }
    tokens.finish();
  }
}
