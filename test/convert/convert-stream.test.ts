import { describe, expect, it } from 'vitest';
import { convertStream, Failure } from '../../src/index.js';

const REQUEST = {
  session_id: 's1',
  request: { model: 'm', messages: [{ role: 'user', content: 'Where is it?' }] },
  response: {
    id: 'cmpl-1',
    object: 'chat.completion',
    created: 1_715_785_200,
    choices: [{ message: { role: 'assistant', content: 'Here.' } }],
  },
};

async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('convertStream', () => {
  it('convertStream gives the events of a transcript, and their counts', async () => {
    const stream = convertStream([JSON.stringify(REQUEST)], { userId: 'u1' });
    const events = await all(stream);
    expect(events).toMatchObject([
      { event: 'Conversation Started', userId: 'u1', timestamp: '2024-05-15T15:00:00.000Z' },
      { event: 'Message Sent', properties: { message_body: 'Where is it?', role: 'customer' } },
      { event: 'Message Received', properties: { message_body: 'Here.', messageId: 'cmpl-1', role: 'ai_agent' } },
    ]);
    expect(stream.summary).toMatchObject({ conversations: 1, events: 3, parts: 2, leftOut: {} });
  });

  it('convertStream asks for all that is missing in one failure', async () => {
    const { response: _, session_id: __, ...request } = REQUEST;
    const failure = await all(convertStream([JSON.stringify(request)])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'missing-facts' });
    expect((failure as Failure).message).toMatch(/the user of 1 .*the conversation of 1 .*any time in 1/);
  });

  it('convertStream names the paths that were given for ids and lead to none', async () => {
    const { session_id: _, ...request } = REQUEST;
    const asked = async (options: object): Promise<string> => {
      const failure = await all(convertStream([JSON.stringify(request)], options)).catch((error: unknown) => error);
      return (failure as Failure).message;
    };
    expect(await asked({ userIdFrom: 'usr.id', conversationIdFrom: 'chat' })).toBe(
      'the transcripts do not tell the user of 1 conversation or request (no id stands at usr.id) and the conversation of 1 request or message (no id stands at chat)',
    );
    expect(await asked({ userIdFrom: 'usr.id', conversationId: 'c' })).toMatch(
      /the user of 1 conversation \(no id stands at usr\.id\)$/,
    );
    expect(await asked({ userId: 'u', conversationIdFrom: 'trace' })).toMatch(
      /the conversation of 1 request or message$/,
    );
  });

  it.each([
    [{ usrId: 'u1' }, 'usrId is not an option; did you mean userId?'],
    [{ from: 'openal' }, 'there is no format openal'],
    [{ start: 'tomorrow' }, 'the start is not a date and time with a zone'],
    [{ timeZone: 'Mars/Base' }, 'there is no such time zone'],
    [{ where: ['model'] }, '--where model is not path=value'],
  ])('convertStream refuses the options %j', (options, message) => {
    expect(() => convertStream([], options as object)).toThrow(new TypeError(message));
  });
});
