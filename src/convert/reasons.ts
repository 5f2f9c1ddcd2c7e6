/** Why something in a transcript became no event, and how the summary names it. */
export const REASONS = {
  'repeated history': 'messages that later requests repeat',
  'system prompt': 'system and developer prompts',
  reasoning: 'reasoning',
  'tool result': 'tool results',
  'message behind a tool result': 'user messages directly behind a tool result, which frameworks write',
  upload: 'uploads of the customer',
  summary: 'summaries of earlier messages, which applications write',
  'other choice': 'choices that were not shown',
  'empty message': 'messages without text, call or media',
  'hidden message': 'messages that the customer does not see',
  'other branch': 'messages of branches that were not shown (--branches all)',
  'unfinished call': 'tool calls that were not made: unfinished or not approved',
  'nested run': 'runs within others, which repeat messages or were not shown',
  source: 'sources of an answer',
  'stock media': 'media that may not be the model’s (--media)',
  test: 'messages of tests of the bot (--include-tests)',
  'flow message': 'messages between a flow and an agent',
  'unknown target': 'ratings of runs that are not there',
  'failed request': 'requests without an answer',
  'unknown role': 'messages of an unknown role',
  'unknown content': 'content of an unknown kind',
  'other activity': 'typing, receipts, joins and log traces',
  'unnamed score': 'scores that --feedback does not name',
  duplicate: 'messages that occur twice',
  'beyond --limit': 'conversations beyond --limit',
  'event too large': 'events larger than 32 KB',
  'invalid event': 'events that the check rejects',
} as const;

/** A key of `REASONS`. */
export type Reason = keyof typeof REASONS;
