import OpenAI from 'openai';
import type { ResponseInputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { ScriptedConversation } from '../../support/convert-script.js';
import { EXPERT, shownAnswer } from '../../support/convert-script.js';
import type { ModelServer } from '../../support/model-server.js';
import { REPLY } from '../../support/model-server.js';
import type { Answer } from './play.js';
import { iso, play, timesOf } from './play.js';

/** Where an application keeps a conversation: it sends all items, or names the response before, or the conversation at OpenAI. */
type Keeps = 'items' | 'response' | 'conversation';

interface History {
  readonly keeps: Keeps;
  readonly items: readonly ResponseInputItem[];
  readonly previous: string | undefined;
}

function start({ id, turns }: ScriptedConversation): History {
  const isReplaced = turns.map(({ attempts }) => attempts.length > 1);
  // A conversation at OpenAI only grows, and nothing tells whether two first requests of a chain ask one question.
  const isChain = !isReplaced[0] && turns[0]?.attempts[0]?.isCut === false;
  const ways = ['items', isChain ? 'response' : 'items', isReplaced.includes(true) ? 'items' : 'conversation'] as const;
  const keeps: Keeps = ways[Number(id.slice(1)) % ways.length] ?? 'items';
  return { keeps, items: [], previous: undefined };
}

/** The log of an application that writes each request to OpenAI Responses with its answer. */
export async function recordOpenAiResponses(
  conversations: readonly ScriptedConversation[],
  server: ModelServer,
): Promise<object[]> {
  const client = new OpenAI({ apiKey: 'mock', baseURL: `${server.url}/v1` });
  const log: object[] = [];
  const answer: Answer<History> = async (task, history) => {
    const { conversation, attempt, key, isStreamed } = task;
    const { keeps } = history;
    const items = [...history.items];
    let { previous } = history;
    let added: ResponseInputItem[] = [{ role: 'user', content: attempt.asked }];
    for (let round = 0; round <= attempt.rounds.length; round++) {
      const reply = `${key}-${round}`;
      const options = { headers: { [REPLY]: reply } };
      items.push(...added);
      const record = (agent: string, request: object, response: unknown): void => {
        const timestamp = iso(timesOf(attempt, round).asked);
        const session = keeps === 'conversation' ? {} : { session_id: conversation.id };
        log.push(structuredClone({ ...session, agent, timestamp, request, response }));
      };
      const request = {
        model: 'mock',
        user: conversation.user,
        instructions: 'CANARY instructions',
        input: keeps === 'items' ? [...items] : added,
        ...(keeps === 'response' && previous !== undefined ? { previous_response_id: previous } : {}),
        ...(keeps === 'conversation' ? { conversation: conversation.id } : {}),
      };
      if (isStreamed && round === attempt.rounds.length) {
        const events: ResponseStreamEvent[] = [];
        for await (const event of await client.responses.create({ ...request, stream: true }, options)) {
          events.push(event);
          if (event.type === 'response.completed') previous = event.response.id;
          if (attempt.isCut && event.type === 'response.output_text.delta') break;
        }
        record('main', { ...request, stream: true }, events);
        break;
      }
      const response = await client.responses.create(request, options);
      record('main', request, response);
      previous = response.id;
      items.push(...(response.output as ResponseInputItem[]));
      added = [];
      for (const item of response.output) {
        if (item.type !== 'function_call') continue;
        if (item.name === EXPERT) {
          const own = { model: 'mock', instructions: 'CANARY instructions', input: 'CANARY for the expert' };
          const index = response.output.filter(({ type }) => type === 'function_call').indexOf(item);
          const answered = await client.responses.create(own, { headers: { [REPLY]: `${reply}-${index}` } });
          record('expert', own, answered);
        }
        added.push({ type: 'function_call_output', call_id: item.call_id, output: 'CANARY result' });
      }
    }
    // A response that was stopped cannot be gone on from.
    if (attempt.isCut) previous = history.previous;
    if (attempt.isCut || isStreamed) items.push({ role: 'assistant', content: shownAnswer(attempt) });
    return { keeps, items, previous };
  };
  await play(conversations, server, { name: 'responses', hasChoices: false, start, answer });
  return log;
}
