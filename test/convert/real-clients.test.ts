import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scaled } from '../properties/runs.js';
import type { Unknowable } from '../support/convert-script.js';
import { conversationScript, expectedFacts, factsIn } from '../support/convert-script.js';
import { testFolders } from '../support/folders.js';
import type { ModelServer } from '../support/model-server.js';
import { startModelServer } from '../support/model-server.js';
import { runInProcess } from '../support/run-in-process.js';
import { recordAiSdk } from './clients/ai-sdk.js';
import { recordAnthropic } from './clients/anthropic.js';
import { recordOpenAiChat } from './clients/openai-chat.js';
import { recordOpenAiResponses } from './clients/openai-responses.js';

const inFolder = testFolders();
const SCRIPT = conversationScript(Math.max(24, scaled(200)));
/** The AI SDK takes ten times as long for a conversation as the other clients. */
const SHORT_SCRIPT = SCRIPT.slice(0, Math.max(12, scaled(40)));

/** What was recorded of a client, line by line. */
const recorded = new Map<string, readonly string[]>();
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
  const lines = (values: readonly object[]): string[] => values.map((value) => JSON.stringify(value));
  recorded.set('openai', lines(await recordOpenAiChat(SCRIPT, server)));
  recorded.set('responses', lines(await recordOpenAiResponses(SCRIPT, server)));
  recorded.set('anthropic', lines(await recordAnthropic(SCRIPT, server)));
  const { chats, traces } = await recordAiSdk(SHORT_SCRIPT, server);
  recorded.set('ui-messages', lines(chats));
  recorded.set('otel', traces);
  // Some 15 s of processor time, of which a busy machine gives little.
}, 900_000);

afterAll(() => server.close());

/** How a recording is converted, and what it does not have. */
const CASES = [
  {
    from: 'openai',
    client: 'the OpenAI SDK (chat completions)',
    options: ['--user-id-from', 'request.user', '--where', 'agent=main'],
    script: SCRIPT,
    unknowable: { ratings: true },
  },
  {
    from: 'responses',
    client: 'the OpenAI SDK (responses)',
    options: ['--user-id-from', 'request.user', '--where', 'agent=main'],
    script: SCRIPT,
    unknowable: { ratings: true },
  },
  {
    from: 'anthropic',
    client: 'the Anthropic SDK',
    options: ['--user-id-from', 'request.metadata.user_id', '--where', 'agent=main'],
    script: SCRIPT,
    unknowable: { ratings: true },
  },
  {
    from: 'ui-messages',
    client: 'an application on the AI SDK',
    options: [],
    script: SHORT_SCRIPT,
    unknowable: { ratings: true, replaced: true },
  },
  {
    from: 'otel',
    client: 'the OpenTelemetry exporter of the AI SDK',
    options: [],
    script: SHORT_SCRIPT,
    unknowable: { ratings: true, cutAnswers: true, questionsOnce: true },
  },
] as const satisfies { unknowable: Unknowable; [more: string]: unknown }[];

/** The lines twice, in another order, in three files. */
function scattered(lines: readonly string[]): Record<string, string> {
  const mixed = [...lines, ...lines]
    .map((line, index) => ({ line, rank: (index * 7919 + 13) % 4001 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line);
  const third = Math.ceil(mixed.length / 3);
  return Object.fromEntries(
    ['a', 'b', 'c'].map((name, n) => [`${name}.ndjson`, `${mixed.slice(n * third, (n + 1) * third).join('\n')}\n`]),
  );
}

describe('convert and recordings of real clients', () => {
  it.each(CASES.map((one) => [one.client, one] as const))(
    'convert makes the scripted events of what %s records, and the same of shuffled, split and doubled lines',
    async (_, { from, options, script, unknowable }) => {
      const lines = recorded.get(from) ?? [];
      const files = { 'log.ndjson': `${lines.join('\n')}\n`, ...scattered(lines) };
      const cwd = inFolder(files);
      const convert = (...paths: string[]) => runInProcess(['convert', '--no-config', ...options, ...paths], { cwd });
      const { code, stdout, stderr } = await convert('log.ndjson');
      expect(code, stderr).toBe(0);
      expect(files['log.ndjson']).toContain('CANARY');
      expect(stdout).not.toContain('CANARY');
      const found = factsIn(stdout);
      for (const conversation of script)
        expect(found.get(conversation.id), conversation.id).toEqual(expectedFacts(conversation, unknowable));
      expect(found.size).toBe(script.length);

      const again = await convert('b.ndjson', 'a.ndjson', 'c.ndjson');
      expect(again.code, again.stderr).toBe(0);
      expect(again.stdout === stdout).toBe(true);
    },
  );
});
