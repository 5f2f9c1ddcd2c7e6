import { describe, expect, it } from 'vitest';
import type { Fact } from '../support/convert-script.js';
import { conversationScript, expectedFacts, factsIn, shownAnswer } from '../support/convert-script.js';
import { testFolders } from '../support/folders.js';
import { runInProcess } from '../support/run-in-process.js';

const inFolder = testFolders();

/** What the customer wrote, which tools were called, what was answered, and how that was rated. */
interface Turn {
  readonly asked: string;
  readonly tools: readonly string[];
  readonly answer: string;
  readonly rating: number | undefined;
  /** Seconds. */
  readonly at: number;
}

interface Conversation {
  readonly id: string;
  readonly user: string;
  readonly turns: readonly Turn[];
}

/** What formats know that keep only what the customer sees at the end. */
const SCRIPT: readonly Conversation[] = conversationScript(40).map(({ id, user, turns }) => ({
  id,
  user,
  turns: turns.flatMap(({ attempts, rating }) =>
    attempts.slice(-1).map((attempt) => ({
      asked: attempt.asked,
      tools: attempt.rounds.flat(),
      answer: shownAnswer(attempt),
      rating,
      at: attempt.at,
    })),
  ),
}));

const messagesOf = (facts: readonly Fact[]): Fact[] => facts.filter(([event]) => event.startsWith('Message'));
const inAnyOrder = (facts: readonly Fact[]): string[] => facts.map((fact) => JSON.stringify(fact)).sort();

const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** How a format has a script: its files, the options, and whether it has ratings. */
interface Format {
  readonly files: (script: readonly Conversation[]) => Record<string, string>;
  readonly options?: readonly string[];
  readonly hasRatings?: boolean;
}

function uiMessages({ turns, id }: Conversation, upTo = turns.length): Record<string, unknown>[] {
  return turns.slice(0, upTo).flatMap(({ asked, tools, answer, at }, t) => [
    { id: `${id}-u${t}`, role: 'user', metadata: { createdAt: at * 1000 }, parts: [{ type: 'text', text: asked }] },
    {
      id: `${id}-a${t}`,
      role: 'assistant',
      metadata: { createdAt: (at + 9) * 1000 },
      parts: [
        { type: 'reasoning', text: 'CANARY' },
        ...tools.map((tool, n) => ({
          type: `tool-${tool}`,
          toolCallId: `${t}-${n}`,
          state: 'output-available',
          input: { CANARY: 1 },
          output: 'CANARY',
        })),
        { type: 'text', text: answer },
      ],
    },
  ]);
}

/** LangChain’s messages of a conversation, with the time of each. */
function langChain({ turns, id }: Conversation): { message: Record<string, unknown>; at: number }[] {
  return turns.flatMap(({ asked, tools, answer, at }, t) => [
    { message: { type: 'human', id: `${id}-u${t}`, content: asked }, at },
    ...tools.flatMap((name, n) => [
      {
        message: { type: 'ai', id: `${id}-c${t}-${n}`, content: '', tool_calls: [{ name, args: { CANARY: 1 } }] },
        at: at + 1 + n,
      },
      { message: { type: 'tool', id: `${id}-t${t}-${n}`, content: 'CANARY' }, at: at + 1 + n },
    ]),
    { message: { type: 'ai', id: `${id}-a${t}`, content: answer }, at: at + 9 },
  ]);
}

/** The activities of a conversation. Dataverse counts roles and seconds. */
function activities({ turns, id, user }: Conversation, isDataverse: boolean): Record<string, unknown>[] {
  const from = (isUsers: boolean) =>
    isDataverse
      ? { id: user, role: isUsers ? 1 : 0, ...(isUsers ? { aadObjectId: user } : {}) }
      : { id: isUsers ? user : 'bot', role: isUsers ? 'user' : 'bot', ...(isUsers ? { aadObjectId: user } : {}) };
  const make = (type: string, at: number, isUsers: boolean, name: string, more: object) => ({
    type,
    id: `${id}-${name}`,
    timestamp: isDataverse ? at : iso(at),
    channelId: 'directline',
    from: from(isUsers),
    ...(isDataverse ? {} : { conversation: { id } }),
    ...more,
  });
  return turns.flatMap(({ asked, tools, answer, rating, at }, t) => [
    make('message', at, true, `u${t}`, { text: asked }),
    make('typing', at, false, `y${t}`, {}),
    ...tools.map((tool, n) =>
      make('event', at + 1 + n, false, `s${t}-${n}`, {
        name: 'DynamicPlanStepTriggered',
        value: { taskDialogId: tool, thought: 'CANARY' },
      }),
    ),
    make('message', at + 9, false, `a${t}`, { text: answer }),
    ...(rating === undefined
      ? []
      : [
          make('invoke', at + 20, true, `f${t}`, {
            name: 'message/submitAction',
            replyToId: `${id}-a${t}`,
            value: { actionName: 'feedback', actionValue: { reaction: rating === 1 ? 'like' : 'dislike' } },
          }),
        ]),
  ]);
}

function chatGptMapping({ turns }: Conversation, id: string): Record<string, unknown> {
  const mapping: Record<string, unknown> = { root: { id: 'root', parent: null, message: null } };
  let parent = 'root';
  const add = (name: string, role: string, at: number, text: string, more: object = {}): void => {
    const message = {
      id: `${id}-${name}`,
      author: { role },
      create_time: at,
      content: { content_type: 'text', parts: [text] },
      recipient: 'all',
      ...more,
    };
    mapping[message.id] = { id: message.id, parent, message };
    parent = message.id;
  };
  for (const [t, { asked, tools, answer, at }] of turns.entries()) {
    add(`u${t}`, 'user', at, asked);
    const before = parent;
    add(`x${t}`, 'assistant', at + 1, 'CANARY of a branch that was not shown');
    parent = before;
    for (const [n, recipient] of tools.entries()) {
      add(`c${t}-${n}`, 'assistant', at + 1 + n, 'CANARY', { recipient });
      add(`r${t}-${n}`, 'tool', at + 1 + n, 'CANARY');
    }
    add(`a${t}`, 'assistant', at + 9, answer);
  }
  return { conversation_id: id, mapping, current_node: parent };
}

function langSmithRuns(conversation: Conversation): Record<string, unknown>[] {
  const { id, user, turns } = conversation;
  return turns.flatMap(({ asked, tools, answer, rating, at }, t) => {
    const run = `${id}-r${t}`;
    return [
      ...tools.map((name, n) => ({
        id: `${run}-${n}`,
        name,
        run_type: 'tool',
        trace_id: run,
        parent_run_id: run,
        start_time: iso(at + 1 + n).slice(0, -1),
        end_time: iso(at + 1 + n).slice(0, -1),
        inputs: { CANARY: 1 },
        outputs: { CANARY: 1 },
      })),
      {
        id: run,
        name: 'agent',
        run_type: 'chain',
        trace_id: run,
        start_time: iso(at).slice(0, -1),
        end_time: iso(at + 9).slice(0, -1),
        inputs: { messages: [...turns.slice(0, t).map((turn) => ['human', turn.asked]), ['human', asked]] },
        outputs: { output: answer },
        extra: { metadata: { thread_id: id, user_id: user } },
      },
      ...(rating === undefined
        ? []
        : [{ id: `${run}-f`, run_id: run, key: 'thumbs', score: rating, created_at: iso(at + 20) }]),
    ];
  });
}

/** Traces of Langfuse, one for each turn, each with the whole history. */
function langfuseTraces({ id, user, turns }: Conversation): Record<string, unknown>[] {
  return turns.map(({ asked, answer, at }, t) => ({
    id: `${id}-t${t}`,
    timestamp: iso(at),
    sessionId: id,
    userId: user,
    input: {
      messages: [
        { role: 'system', content: 'CANARY' },
        ...turns.slice(0, t).flatMap((turn) => [
          { role: 'user', content: turn.asked },
          { role: 'assistant', content: turn.answer },
        ]),
        { role: 'user', content: asked },
      ],
    },
    output: { role: 'assistant', content: answer },
    latency: 9,
    bookmarked: false,
    tags: [],
  }));
}

/** The observations of these traces: the agent, and its calls of tools. */
function langfuseObservations({ id, turns }: Conversation): Record<string, unknown>[] {
  return turns.flatMap(({ tools, at }, t) => {
    const trace = { traceId: `${id}-t${t}`, level: 'DEFAULT' };
    const agent = `${id}-t${t}-agent`;
    return [
      ...tools.map((name, n) => ({
        ...trace,
        id: `${agent}-${n}`,
        type: 'TOOL',
        name,
        startTime: iso(at + 1 + n),
        endTime: iso(at + 1 + n),
        parentObservationId: agent,
        input: '{"CANARY":1}',
        output: 'CANARY',
      })),
      {
        ...trace,
        id: agent,
        type: 'SPAN',
        name: 'agent',
        startTime: iso(at),
        endTime: iso(at + 9),
        parentObservationId: null,
      },
    ];
  });
}

/** Takes one of each list in turn, as logs of many conversations at once have them. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

const FORMATS: Readonly<Record<string, Format>> = {
  'chats of the AI SDK, with votes': {
    hasRatings: true,
    files: (script) => ({
      'chats.ndjson': lines(script.map((one) => ({ id: one.id, userId: one.user, messages: uiMessages(one) }))),
      'votes.ndjson': lines(
        script.flatMap(({ id, turns }) =>
          turns.flatMap(({ rating }, t) =>
            rating === undefined ? [] : [{ chatId: id, messageId: `${id}-a${t}`, isUpvoted: rating === 1 }],
          ),
        ),
      ),
    }),
  },
  'chats of the AI SDK, stored after each turn': {
    files: (script) => ({
      'chats.ndjson': lines(
        interleaved(
          script.map((one) =>
            one.turns.map((_, t) => ({ id: one.id, userId: one.user, messages: uiMessages(one, t + 1) })),
          ),
        ),
      ),
    }),
  },
  'rows of the AI SDK': {
    files: (script) => ({
      'rows.ndjson': lines(
        script
          .flatMap((one) => uiMessages(one).map((message) => ({ ...message, chatId: one.id, userId: one.user })))
          .reverse(),
      ),
    }),
  },
  'a ChatGPT export': {
    hasRatings: true,
    // An export is of one person.
    options: ['--user-id', 'u0'],
    files: (script) => ({
      'conversations.json': JSON.stringify(script.map((one) => chatGptMapping(one, one.id))),
      'message_feedback.json': JSON.stringify(
        script.flatMap(({ id, turns }) =>
          turns.flatMap(({ rating, at }, t) => {
            const word = rating === 1 ? 'thumbs_up' : 'thumbs_down';
            return rating === undefined
              ? []
              : [{ id: `${id}-a${t}`, conversation_id: id, rating: word, create_time: iso(at + 20) }];
          }),
        ),
      ),
    }),
  },
  'transcripts of Copilot Studio': {
    hasRatings: true,
    files: (script) => ({
      'page.json': JSON.stringify({
        value: script.map((one) => ({
          conversationtranscriptid: `t-${one.id}`,
          name: `${one.id}_bot`,
          content: JSON.stringify({ activities: activities(one, true) }),
        })),
      }),
    }),
  },
  'a log of Bot Framework': {
    hasRatings: true,
    files: (script) => ({ 'log.ndjson': lines(interleaved(script.map((one) => activities(one, false)))) }),
  },
  'runs of LangSmith': {
    hasRatings: true,
    options: ['--feedback', 'thumbs', '--user-id-from', 'extra.metadata.user_id'],
    files: (script) => ({ 'runs.ndjson': lines(interleaved(script.map(langSmithRuns)).reverse()) }),
  },
  'traces of Langfuse': {
    hasRatings: true,
    options: ['--feedback', 'thumbs'],
    files: (script) => ({
      'traces.jsonl': lines(interleaved(script.map(langfuseTraces))),
      'observations.jsonl': lines(interleaved(script.map(langfuseObservations)).reverse()),
      'scores.jsonl': lines(
        script.flatMap(({ id, turns }) =>
          turns.flatMap(({ rating, at }, t) =>
            rating === undefined
              ? []
              : [
                  {
                    id: `${id}-s${t}`,
                    traceId: `${id}-t${t}`,
                    name: 'thumbs',
                    value: rating,
                    source: 'API',
                    timestamp: iso(at + 20),
                  },
                  {
                    id: `${id}-e${t}`,
                    traceId: `${id}-t${t}`,
                    name: 'judge',
                    value: 1,
                    source: 'EVAL',
                    timestamp: iso(at + 30),
                  },
                ],
          ),
        ),
      ),
    }),
  },
  'checkpoints of LangGraph': {
    options: ['--user-id', 'u0'],
    files: (script) => ({
      'states.ndjson': lines(
        interleaved(
          script.map((one) => {
            const messages = langChain(one);
            return messages
              .map(({ at }, index) => ({
                values: { messages: messages.slice(0, index + 1).map(({ message }) => message) },
                checkpoint: { thread_id: one.id },
                created_at: iso(at),
              }))
              .reverse();
          }),
        ),
      ),
    }),
  },
};

describe('convert and one script in many formats', () => {
  it.each(Object.entries(FORMATS))('convert gives the same conversations of %s', async (_, format) => {
    const { files, options = [], hasRatings = false } = format;
    const texts = files(SCRIPT);
    const argv = ['convert', '--no-config', ...options, ...Object.keys(texts)];
    const { code, stdout, stderr } = await runInProcess(argv, { cwd: inFolder(texts) });
    expect(code, stderr).toBe(0);
    expect(stdout).not.toContain('CANARY');
    const found = factsIn(stdout);
    for (const conversation of conversationScript(40)) {
      const facts = found.get(conversation.id) ?? [];
      const wanted = expectedFacts(conversation, { replaced: true, ...(hasRatings ? {} : { ratings: true }) });
      expect(messagesOf(facts), conversation.id).toEqual(messagesOf(wanted));
      expect(inAnyOrder(facts), conversation.id).toEqual(inAnyOrder(wanted));
    }
  });
});
