import type { Holder } from '../record/record.js';
import type { Capture, Position } from './captured-text.js';

/** An array whose elements are records: that of a document, or the `batch` of a captured body. */
export class OpenArray {
  readonly isBatch: boolean;
  /** Whether nothing stands in it yet. */
  isEmpty = true;
  /** Whether an element is complete that is not part of a record, so that only a separator may follow. */
  isAfterBody = false;
  /** The last comma between elements, if nothing has followed it yet. */
  comma: Position | undefined;

  constructor(isBatch: boolean) {
    this.isBatch = isBatch;
  }
}

/** A captured request body, whose records are the elements of its `batch`. */
export interface Body {
  /** The array that the body is an element of. */
  readonly outer: OpenArray | undefined;
  /** The text around its batches. */
  readonly around: Capture;
  /** Whether its `batch` stands there more than once. */
  isRepeated: boolean;
}

/** What a record is known to be in by the array that it is an element of, and the body around that. */
export function holderOf(array: OpenArray | undefined, body: Body | undefined): Holder | undefined {
  if (array === undefined || !array.isBatch) return array && 'array';
  return body?.outer === undefined ? 'batch' : 'batch-in-array';
}
