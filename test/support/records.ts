/** A Conversation Started, valid and without a word to say about it. */
export function goodRecord(conversationId: unknown = 'c1'): string {
  return JSON.stringify({ type: 'track', event: 'Conversation Started', userId: 'u1', properties: { conversationId } });
}

/** One error, `schema/type` at `properties.conversationId`, column 93. */
export const BAD = goodRecord(7);

export const GOOD = goodRecord();

/** Valid, with one warning: `call/missing-type`. Of another conversation than GOOD. */
export const WARNED = goodRecord('w1').replace('"type":"track",', '');

/** The records as NDJSON. */
export function log(...records: readonly string[]): string {
  return records.map((record) => `${record}\n`).join('');
}

/** Records with one error each. */
export function badLog(count: number): string {
  return log(...Array.from({ length: count }, (_, index) => goodRecord(index)));
}
