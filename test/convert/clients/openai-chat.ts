import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { ScriptedConversation } from '../../support/convert-script.js';
import { EXPERT, shownAnswer } from '../../support/convert-script.js';
import type { ModelServer } from '../../support/model-server.js';
import { REPLY } from '../../support/model-server.js';
import type { Answer } from './play.js';
import { iso, play, timesOf } from './play.js';

type History = readonly ChatCompletionMessageParam[];

/** The log of an application that writes each request to OpenAI Chat Completions with its answer. */
export async function recordOpenAiChat(
  conversations: readonly ScriptedConversation[],
  server: ModelServer,
): Promise<object[]> {
  const client = new OpenAI({ apiKey: 'mock', baseURL: `${server.url}/v1` });
  const log: object[] = [];
  const start = (): History => [{ role: 'system', content: 'CANARY instructions' }];
  const answer: Answer<History> = async ({ conversation, attempt, key, isStreamed }, history) => {
    const messages = [...history, { role: 'user' as const, content: attempt.asked }];
    const record = (agent: string, round: number, request: object, response: unknown): void => {
      const timestamp = iso(timesOf(attempt, round).asked);
      log.push(structuredClone({ session_id: conversation.id, agent, timestamp, request, response }));
    };
    const stream = async (request: { model: string; messages: ChatCompletionMessageParam[] }, reply: string) => {
      const chunks: ChatCompletionChunk[] = [];
      const options = { headers: { [REPLY]: reply } };
      for await (const chunk of await client.chat.completions.create({ ...request, stream: true }, options)) {
        chunks.push(chunk);
        if (attempt.isCut && chunk.choices[0]?.delta.content) break;
      }
      return chunks;
    };
    for (let round = 0; round <= attempt.rounds.length; round++) {
      const reply = `${key}-${round}`;
      const n = round === attempt.rounds.length ? attempt.answers.length : 1;
      const request = { model: 'mock', user: conversation.user, messages, ...(n > 1 ? { n } : {}) };
      if (isStreamed && round === attempt.rounds.length) {
        record('main', round, { ...request, stream: true }, await stream(request, reply));
        break;
      }
      const completion = await client.chat.completions.create(request, { headers: { [REPLY]: reply } });
      record('main', round, request, completion);
      const message = completion.choices[0]?.message;
      if (message === undefined || n > 1 || message.tool_calls === undefined) break;
      // As applications do, it keeps what the API needs to see again.
      messages.push({ role: 'assistant', tool_calls: message.tool_calls });
      for (const [index, call] of message.tool_calls.entries()) {
        if (call.type === 'function' && call.function.name === EXPERT) {
          const own = {
            model: 'mock',
            user: conversation.user,
            messages: [{ role: 'user' as const, content: 'CANARY for the expert' }],
          };
          const answered = await client.chat.completions.create(own, { headers: { [REPLY]: `${reply}-${index}` } });
          record('expert', round, own, answered);
        }
        messages.push({ role: 'tool', tool_call_id: call.id, content: 'CANARY result' });
      }
    }
    return [...messages, { role: 'assistant', content: shownAnswer(attempt) }];
  };
  await play(conversations, server, { name: 'chat', hasChoices: true, start, answer });
  return log;
}
