import type { Attempt, ScriptedConversation } from '../../support/convert-script.js';
import { EXPERT } from '../../support/convert-script.js';
import type { ModelServer, Reply } from '../../support/model-server.js';

/** What a client is asked to do: one question with its answer. */
export interface Task {
  readonly conversation: ScriptedConversation;
  readonly attempt: Attempt;
  /** Names its replies: `<key>-<round>` and `<key>-<round>-<n>` for what the expert answers. */
  readonly key: string;
  /** Whether the answer is streamed. */
  readonly isStreamed: boolean;
}

/** A client at work: from the history before a question to that behind its answer. */
export type Answer<History> = (task: Task, history: History) => Promise<History>;

export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The times of a request and of its answer. */
export function timesOf({ at, rounds }: Attempt, round: number): { readonly asked: number; readonly answered: number } {
  const answered = (one: number): number => at + 2 + 3 * one;
  return { asked: round === 0 ? at : answered(round - 1) + 1, answered: answered(Math.min(round, rounds.length)) };
}

/** Adds what the server replies to a task. The first reply of each streamed one fails once. */
function addReplies(server: ModelServer, { attempt, key, isStreamed }: Task): void {
  const { rounds, answers, isCut } = attempt;
  for (let round = 0; round <= rounds.length; round++) {
    const tools = (rounds[round] ?? []).map((name, n) => ({ name, input: { CANARY: `${key}-${round}-${n}` } }));
    const isLast = round === rounds.length;
    const id = `${key}-${round}`;
    const reply: Reply = {
      id,
      tools,
      answers: isLast ? answers : [],
      isCut: isLast && isCut,
      at: timesOf(attempt, round).answered,
    };
    server.add(id, reply, isStreamed && round === 0 ? 1 : 0);
    for (const [n, { name }] of tools.entries()) {
      if (name !== EXPERT) continue;
      const own = `${id}-${n}`;
      server.add(own, { ...reply, id: own, tools: [], answers: ['CANARY of the expert'], isCut: false }, 0);
    }
  }
}

/** A client that goes through conversations. */
export interface Player<History> {
  readonly name: string;
  /** Whether its API gives several answers to choose from. */
  readonly hasChoices: boolean;
  /** The history before the first question. */
  readonly start: (conversation: ScriptedConversation) => History;
  readonly answer: Answer<History>;
}

/** Has a client go through conversations, several at once, as an application does. */
export async function play<History>(
  conversations: readonly ScriptedConversation[],
  server: ModelServer,
  { name, hasChoices, start, answer }: Player<History>,
): Promise<void> {
  const waiting = [...conversations];
  const one = async (conversation: ScriptedConversation): Promise<void> => {
    let history = start(conversation);
    for (const [t, { attempts }] of conversation.turns.entries()) {
      let behind = history;
      for (const [a, scripted] of attempts.entries()) {
        const only = { answers: scripted.answers.slice(scripted.shown, scripted.shown + 1), shown: 0 };
        const attempt = hasChoices ? scripted : { ...scripted, ...only };
        const key = `${name}-${conversation.id}-${t}-${a}`;
        const isStreamed = attempt.isCut || (attempt.answers.length === 1 && t % 2 === 0);
        const task = { conversation, attempt, key, isStreamed };
        addReplies(server, task);
        behind = await answer(task, history);
      }
      history = behind;
    }
  };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
