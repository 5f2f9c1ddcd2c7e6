import { AsyncLocalStorage } from 'node:async_hooks';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Context, ContextManager } from '@opentelemetry/api';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { UIMessage } from 'ai';
import {
  convertToModelMessages,
  generateText,
  jsonSchema,
  readUIMessageStream,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import type { ScriptedConversation } from '../../support/convert-script.js';
import { EXPERT, shownAnswer } from '../../support/convert-script.js';
import type { ModelServer } from '../../support/model-server.js';
import { REPLY } from '../../support/model-server.js';
import type { Answer } from './play.js';
import { play, timesOf } from './play.js';

/** Keeps the span that is open along asynchronous calls. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    run: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => run.call(thisArg, ...args));
  }

  bind<T>(active: Context, target: T): T {
    if (typeof target !== 'function') return target;
    return ((...args: unknown[]) => this.with(active, () => target(...args))) as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}

export interface AiSdkRecords {
  /** Each chat as its application stores it at the end. */
  readonly chats: object[];
  /** The bodies that the exporter of traces sent, in order. */
  readonly traces: readonly string[];
}

/** `keyOf`: names the reply, by how many rounds of tools the request already has behind its question. */
function modelFor(server: ModelServer, keyOf: (round: number) => string) {
  const withKey: typeof fetch = (url, init) => {
    const { messages } = JSON.parse(String(init?.body)) as { messages: readonly { role: string }[] };
    const behind = messages.slice(messages.findLastIndex(({ role }) => role === 'user'));
    const round = behind.filter(({ role }) => role === 'assistant').length;
    return fetch(url, { ...init, headers: { ...(init?.headers as object), [REPLY]: keyOf(round) } });
  };
  return createOpenAICompatible({ name: 'mock', baseURL: `${server.url}/v1`, fetch: withKey })('mock');
}

/** What an application on the AI SDK stores of its chats, and the traces of its telemetry. */
export async function recordAiSdk(
  conversations: readonly ScriptedConversation[],
  server: ModelServer,
): Promise<AiSdkRecords> {
  context.setGlobalContextManager(new AsyncContexts());
  const exporter = new OTLPTraceExporter({ url: `${server.url}/v1/traces` });
  const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer('ai');
  const chats = new Map<string, object>();

  const answer: Answer<readonly UIMessage[]> = async (task, history) => {
    const { conversation, attempt, key } = task;
    const telemetry = {
      isEnabled: true,
      tracer,
      metadata: { sessionId: conversation.id, userId: conversation.user },
    };
    const askExpert = (reply: string) =>
      generateText({
        model: modelFor(server, () => reply),
        system: 'CANARY instructions',
        prompt: 'CANARY for the expert',
        experimental_telemetry: telemetry,
      });
    let called = 0;
    const names = [...new Set(attempt.rounds.flat())];
    const toolNamed = (name: string) =>
      tool({
        inputSchema: jsonSchema<{ CANARY: string }>({ type: 'object' }),
        execute: async ({ CANARY }) => {
          called++;
          if (name === EXPERT) await askExpert(CANARY);
          return 'CANARY result';
        },
      });
    const times = timesOf(attempt, 0);
    const question: UIMessage = {
      id: `${key}-question`,
      role: 'user',
      metadata: { createdAt: times.asked * 1000 },
      parts: [{ type: 'text', text: attempt.asked }],
    };
    const messages = [...history, question];
    const stop = new AbortController();
    const result = streamText({
      model: modelFor(server, (round) => `${key}-${round}`),
      system: 'CANARY instructions',
      messages: await convertToModelMessages(messages),
      tools: Object.fromEntries(names.map((name) => [name, toolNamed(name)])),
      stopWhen: stepCountIs(9),
      abortSignal: stop.signal,
      maxRetries: 2,
      experimental_telemetry: telemetry,
    });
    const stream = result.toUIMessageStream({
      originalMessages: messages,
      generateMessageId: () => `${key}-answer`,
      messageMetadata: () => ({ createdAt: timesOf(attempt, attempt.rounds.length).answered * 1000 }),
    });
    let answered: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream })) {
      answered = message;
      const said = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
      if (attempt.isCut && said === shownAnswer(attempt)) stop.abort();
    }
    if (answered === undefined || called !== attempt.rounds.flat().length) throw new Error(`no answer for ${key}`);
    const all = [...messages, answered];
    chats.set(conversation.id, structuredClone({ id: conversation.id, userId: conversation.user, messages: all }));
    return all;
  };
  try {
    await play(conversations, server, { name: 'ai', hasChoices: false, start: () => [], answer });
    await provider.shutdown();
  } finally {
    context.disable();
  }
  return { chats: [...chats.values()], traces: server.traces };
}
