import { Failure } from '../failure.js';
import { safeText } from '../text/safe-name.js';

/** How long the text of an answer may be, in UTF-16 units: about 2,000 tokens. */
export const MAX_ANSWER = 8000;

/** The answer of a tool, in the form of the protocol. */
export interface Answer {
  readonly [key: string]: unknown;
  readonly content: { type: 'text'; text: string }[];
  readonly isError?: boolean;
}

/** An answer with a text, which is cut where it is longer than `MAX_ANSWER`. */
export function textAnswer(text: string, { isError = false } = {}): Answer {
  const shown = text.length > MAX_ANSWER ? `${text.slice(0, MAX_ANSWER)}\n… the rest is cut` : text;
  return { content: [{ type: 'text', text: shown.trimEnd() }], ...(isError ? { isError } : {}) };
}

/** The answer of a tool that could not do its job. @throws any error that is not a failure. */
export function failureAnswer(error: unknown): Answer {
  if (!(error instanceof Failure)) throw error;
  const { message, hint } = error;
  return textAnswer(safeText(hint === undefined ? message : `${message}\nhint: ${hint}`), { isError: true });
}
