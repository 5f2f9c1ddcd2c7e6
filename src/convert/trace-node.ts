import type { Details, TranscriptRecord } from './model.js';
import type { MessageContext, ReaderContext, ReaderOptions } from './reader.js';

/** What is needed to read traces. */
export interface TraceContext extends MessageContext, Pick<ReaderContext, 'time'> {
  readonly options: Pick<ReaderOptions, 'feedback'>;
}

/**
 * What a node of a trace is: an agent, or what stands for a whole turn; a call of a model; of a tool; something whose messages
 * the customer never sees, such as an evaluator; anything else.
 */
export type NodeKind = 'agent' | 'model' | 'tool' | 'hidden' | 'other';

/** A span of a trace, or an observation. */
export interface TraceNode {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: NodeKind;
  readonly start: string | undefined;
  readonly end: string | undefined;
  /** The messages that it was given, and those that it gave back; undefined if it has none. */
  readonly input?: readonly unknown[] | undefined;
  readonly outputs?: readonly unknown[] | undefined;
  /** The tool that it calls. */
  readonly tool?: { readonly name: string; readonly type?: string | undefined; readonly callId?: string | undefined };
  /** The id of its answer. Default: its own id. */
  readonly responseId?: string | undefined;
  readonly conversation?: string | undefined;
  readonly userId?: string | undefined;
  readonly details?: Details | undefined;
  readonly scores?: readonly Score[];
  /** Where ids may be looked up. */
  readonly record: TranscriptRecord;
}

/** The name of a tool in that of its span, which begins or ends with what the span is in some frameworks. */
export function toolNameIn(span: string): string {
  return span.replace(/^(?:execute_tool\s+|running tool:?\s+)|\.tool$/g, '');
}

/** A score, which is a rating of the customer if `--feedback` names it. */
export interface Score {
  readonly id?: string | undefined;
  readonly name: string;
  /** A number, or a word whose number `--feedback` gives. */
  readonly value: unknown;
  readonly label?: unknown;
  readonly time?: string | undefined;
  /** The id of the rated message. Default: that of the answer of its node. */
  readonly messageId?: string | undefined;
  /** Whether it rates the conversation as a whole. Default: false. */
  readonly isOfConversation?: boolean;
}

/** The number of a score: its own, or the one that `--feedback` gives for its word. */
export function ratingOf(value: unknown, label: unknown, scale: Readonly<Record<string, number>>): number | undefined {
  for (const word of [label, value]) {
    if ((typeof word === 'string' || typeof word === 'boolean') && Object.hasOwn(scale, String(word)))
      return scale[String(word)];
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const rating = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(rating) ? rating : undefined;
}
