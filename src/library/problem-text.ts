import type { Problem } from '../problem/problem.js';
import { countOf } from '../text/count.js';

/** How many problems a message shows; one event seldom has more. */
const SHOWN = 10;

const INDENT = '  ';

/** `Message Sent in conversation c_91`, as far as the problems name them; else the caller's name. */
export function eventText(problems: readonly Problem[], otherwise: string): string {
  const { event = otherwise, conversationId } = problems[0] ?? {};
  return conversationId === undefined ? event : `${event} in conversation ${conversationId}`;
}

/** The problems of one event for people to read, errors first: each with its message, its rule and its hint. */
export function problemLines(problems: readonly Problem[]): string[] {
  const isError = ({ severity }: Problem) => severity === 'error';
  const lines = [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))]
    .slice(0, SHOWN)
    .flatMap(({ severity, message, rule, hint }) => [
      `${INDENT}${severity.padEnd('warning'.length)}  ${message}  ${rule}`,
      ...(hint === undefined ? [] : [`${INDENT}${INDENT}hint: ${hint}`]),
    ]);
  const more = problems.length - SHOWN;
  return more > 0 ? [...lines, `${INDENT}and ${countOf(more, 'more problem')}`] : lines;
}
