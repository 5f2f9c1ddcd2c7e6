const START = Date.UTC(2026, 10, 18);
const HOUR = 3_600_000;
const RELEASE_AT = 60;

/** One conversation per hour; from the new release on, each second one has a message without its body, and a rating as a text. */
export function logOfReleases(): string {
  const lines: object[] = [];
  for (let hour = 0; hour < 80; hour++) {
    const [conversationId, version] = [`c_${hour}`, hour < RELEASE_AT ? '2.4.1' : '2.5.0'];
    const isBad = hour >= RELEASE_AT && hour % 2 === 0;
    const add = (event: string, minute: number, properties: object) =>
      lines.push({
        ...{ type: 'track', event, userId: 'u1', context: { app: { version } } },
        timestamp: new Date(START + hour * HOUR + minute * 60_000).toISOString(),
        properties: { conversationId, messageId: `m_${hour}`, ...properties },
      });
    add('Message Sent', 1, { message_body: 'hello', role: 'customer' });
    add('Message Received', 2, isBad ? { content: 'hi', role: 'ai_agent' } : { message_body: 'hi', role: 'ai_agent' });
    add('Feedback Submitted', 3, { rating: hour === 70 ? '4' : 4 });
    if (hour === 71)
      add('Message Sent', 4, { message_body: 'again', conversationId: undefined, conversation_id: 'c_71' });
    if (hour === 71)
      add('Message Received', 5, { message_body: 'yes', conversationId: undefined, conversation_id: 'c_71' });
  }
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}
