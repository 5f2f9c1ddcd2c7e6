import type { JsonObject } from '../record/record.js';
import type { LoggedCall } from './logged-call.js';
import type { TranscriptRecord } from './model.js';
import { objectIn } from './values.js';

/** One half of a call of a batch. */
export type BatchHalf = { readonly request: JsonObject } | { readonly response: JsonObject };

interface BatchCall {
  request?: JsonObject;
  response?: JsonObject;
  readonly records: TranscriptRecord[];
}

/** The calls of batches, whose requests and responses lie in different files and are joined by `custom_id`. */
export class BatchCalls {
  readonly #calls = new Map<string, BatchCall>();

  /** Adds a half, with the record that it stands in. A later half of the same kind takes the place of an earlier one. */
  add(id: string, half: BatchHalf, record: TranscriptRecord): void {
    const call = this.#calls.get(id) ?? { records: [] };
    this.#calls.set(id, call);
    Object.assign(call, half);
    call.records.push(record);
  }

  /** All calls in the order of their first halves, each with the records that it stands in. */
  *all(): Generator<{ readonly call: LoggedCall; readonly records: readonly TranscriptRecord[] }> {
    for (const { request, response, records } of this.#calls.values()) {
      yield { call: { request, response, around: request ?? response ?? {} }, records };
    }
  }
}

/** The half of a call in a batch file of OpenAI: a line of its input has a `body`, a line of its output a `response`. */
export function openAiBatchHalf(value: JsonObject): BatchHalf {
  const request = objectIn(value['body']);
  return request === undefined
    ? { response: objectIn(objectIn(value['response'])?.['body']) ?? { error: value['error'] } }
    : { request };
}
