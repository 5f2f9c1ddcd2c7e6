import Anthropic from '@anthropic-ai/sdk';
import type { MessageParam, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { ScriptedConversation } from '../../support/convert-script.js';
import { EXPERT, shownAnswer } from '../../support/convert-script.js';
import type { ModelServer } from '../../support/model-server.js';
import { REPLY } from '../../support/model-server.js';
import type { Answer } from './play.js';
import { iso, play, timesOf } from './play.js';

type History = readonly MessageParam[];

/** The log of an application that writes each request to Anthropic Messages with its answer. */
export async function recordAnthropic(
  conversations: readonly ScriptedConversation[],
  server: ModelServer,
): Promise<object[]> {
  const client = new Anthropic({ apiKey: 'mock', baseURL: server.url });
  const log: object[] = [];
  const start = (): History => [];
  const answer: Answer<History> = async (task, history) => {
    const { conversation, attempt, key, isStreamed } = task;
    const messages = [...history, { role: 'user' as const, content: attempt.asked }] as MessageParam[];
    const head = {
      model: 'claude-mock',
      max_tokens: 99,
      system: 'CANARY instructions',
      metadata: { user_id: conversation.user },
    };
    for (let round = 0; round <= attempt.rounds.length; round++) {
      const reply = `${key}-${round}`;
      const options = { headers: { [REPLY]: reply } };
      const { asked, answered } = timesOf(attempt, round);
      const record = (agent: string, request: object, response: unknown): void => {
        const times = { start_time: iso(asked), end_time: iso(answered) };
        log.push(structuredClone({ session_id: conversation.id, agent, ...times, request, response }));
      };
      const request = { ...head, messages };
      if (isStreamed && round === attempt.rounds.length) {
        const events: RawMessageStreamEvent[] = [];
        for await (const event of await client.messages.create({ ...request, stream: true }, options)) {
          events.push(event);
          if (attempt.isCut && event.type === 'content_block_delta' && event.delta.type === 'text_delta') break;
        }
        record('main', { ...request, stream: true }, events);
        messages.push({ role: 'assistant', content: shownAnswer(attempt) });
        break;
      }
      const message = await client.messages.create(request, options);
      record('main', request, message);
      messages.push({ role: 'assistant', content: message.content });
      const calls = message.content.filter((block) => block.type === 'tool_use');
      if (calls.length === 0) break;
      for (const [index, { name }] of calls.entries()) {
        if (name !== EXPERT) continue;
        const own = { ...head, messages: [{ role: 'user' as const, content: 'CANARY for the expert' }] };
        record('expert', own, await client.messages.create(own, { headers: { [REPLY]: `${reply}-${index}` } }));
      }
      const content = calls.map(({ id }) => ({
        type: 'tool_result' as const,
        tool_use_id: id,
        content: 'CANARY result',
      }));
      messages.push({ role: 'user', content });
    }
    return messages;
  };
  await play(conversations, server, { name: 'anthropic', hasChoices: false, start, answer });
  return log;
}
