import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READERS } from '../../src/convert/readers.js';
import { createValidator } from '../../src/library/validator.js';
import { runs } from '../properties/runs.js';
import { expectAccounted } from './expect-accounted.js';

/** Words that readers look for, so that values come near to what they read. */
const KEYS = [
  'role',
  'content',
  'messages',
  'request',
  'response',
  'choices',
  'message',
  'object',
  'type',
  'text',
  'tool_calls',
  'function',
  'name',
  'arguments',
  'input',
  'output',
  'id',
  'custom_id',
  'body',
  'data',
  'created',
  'index',
  'delta',
  'system',
  'model',
  'stop_reason',
  'usage',
  'thread_id',
  'conversation_id',
  'result',
  'params',
  'event',
  '__proto__',
  'constructor',
  'call_id',
  'created_at',
  'toString',
  'refusal',
  'audio',
  'parts',
  'toolInvocations',
  'toolCallId',
  'toolName',
  'state',
  'chatId',
  'mapping',
  'current_node',
  'parent',
  'author',
  'content_type',
  'recipient',
  'conversation_id',
  'rating',
  'activities',
  'from',
  'channelId',
  'valueType',
  'value',
  'timestamp',
  'attachments',
  'contentType',
  'run_type',
  'trace_id',
  'inputs',
  'outputs',
  'child_runs',
  'post',
  'patch',
  'run_id',
  'key',
  'score',
  'start_time',
  'data',
  'kwargs',
  'values',
  'event_text',
  'message_body',
];
const WORDS = [
  'user',
  'assistant',
  'system',
  'tool',
  'message',
  'response',
  'chat.completion',
  'chat.completion.chunk',
  'thread.message',
  'thread.run.step',
  'function',
  'text',
  'tool_use',
  'tool_result',
  'output_text',
  'function_call',
  'function_call_output',
  'message_start',
  'message_delta',
  'content_block_start',
  'data: {}',
  '{"messages":[{"role":"user"}]}',
  '[[',
  '\ud800',
  '',
  'undefined',
  'response.completed',
  'reasoning',
  'human',
  'ai',
  'llm',
  'chain',
  'constructor',
  'tool-search',
  'tool-invocation',
  'output-available',
  'step-start',
  'python',
  'trace',
  'invoke',
  '2024-05-15T15:00:00',
  'image/png',
  'application/vnd.microsoft.card.hero',
  'DialogTracing',
  'Message Sent',
  'Feedback Submitted',
];

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'value' },
    fc.constantFrom(...WORDS),
    fc.oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true }), fc.integer(), fc.string()),
    fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'value' }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6, depthIdentifier: 'value' }),
  ),
}));

const validate = createValidator({ rules: { 'feedback/missing-message-id': 'off', 'value/placeholder': 'off' } });
const ANSWERS = {
  userId: 'u1',
  conversationId: 'c1',
  timestamps: false,
  map: { role: 'role', text: 'content', rating: 'index' },
  feedback: { text: {}, state: { user: 1 } },
  branches: 'all' as const,
  includeTests: true,
  media: true,
  timeZone: 'UTC',
};

describe('convert and any JSON', () => {
  it.each(READERS.map(({ name }) => name))(
    'convert --from %s makes valid events of any JSON, or refuses it',
    async (from) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyValue, { maxLength: 4 }), async (values) => {
          const text = values.map((value) => JSON.stringify(value)).join('\n');
          await expectAccounted(text, { ...ANSWERS, from }, validate);
        }),
        { ...runs(150), endOnFailure: true },
      );
    },
  );

  it('convert recognises a format of any JSON without a crash', () => {
    fc.assert(
      fc.property(anyValue, (made) => {
        const value: unknown = JSON.parse(JSON.stringify(made));
        for (const reader of READERS) expect(['string', 'undefined']).toContain(typeof reader.recognise(value));
      }),
      { ...runs(1000), endOnFailure: true },
    );
  });
});
