/** A track call on lines that fit a terminal. */
export function event(name: string, properties: string, top = '"userId": "u1"'): string {
  const inside = properties === '' ? '' : `,\n    ${properties}`;
  return `{ "type": "track", "event": "${name}",
  ${top},
  "properties": { "conversationId": "c1"${inside} } }`;
}

export const START = /* @__PURE__ */ event('Conversation Started', '');
export const END = /* @__PURE__ */ event('Conversation Ended', '');
export const HELLO = /* @__PURE__ */ event('Message Sent', '"messageId": "m1", "message_body": "Hi"');
export const ANSWER = /* @__PURE__ */ event('Message Received', '"messageId": "m2", "message_body": "Hello"');
export const RATED = /* @__PURE__ */ event('Feedback Submitted', '"messageId": "m2", "rating": 5');

/** A log of records. */
export function log(...records: readonly string[]): string {
  return `[\n${records.join(',\n')}\n]`;
}
