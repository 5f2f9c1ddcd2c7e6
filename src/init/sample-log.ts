const PEOPLE = { userId: 'u_1842', anonymousId: 'a_77e1' };

const EVENTS: readonly (readonly [event: string, properties: Readonly<Record<string, unknown>>])[] = [
  ['Conversation Started', {}],
  ['Message Sent', { messageId: 'm_1', message_body: 'Where is my order?', role: 'customer' }],
  ['Message Received', { messageId: 'm_2', message_body: 'It will be with you tomorrow.', role: 'agent' }],
  ['Feedback Submitted', { messageId: 'm_2', rating: 5 }],
  ['Conversation Ended', { message_count: 2 }],
];

/** A log of one conversation as it should be, to begin with. */
export function sampleLog(): string {
  return EVENTS.map(([event, properties], index) => {
    const timestamp = new Date(Date.UTC(2024, 4, 15, 15, 0, 7 * index)).toISOString();
    const record = { type: 'track', event, ...PEOPLE, messageId: `evt_000${index + 1}`, timestamp };
    return `${JSON.stringify({ ...record, properties: { conversationId: 'c_91', ...properties } })}\n`;
  }).join('');
}
