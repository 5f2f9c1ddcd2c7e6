import type { LogFinding } from '../conversations/log-finding.js';
import type { Problem, Severity } from '../problem/problem.js';
import { messageOf } from '../rules/messages.js';
import { pointerToPath } from '../text/json-pointer.js';
import { memoize } from '../text/memoize.js';
import { safeName } from '../text/safe-name.js';
import type { StoredProblem } from './late-problems.js';
import { relatedTo } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** Makes the function that gives a finding among records its level, message and place. It has no text to show values from. */
export function logProblemMaker(levelOf: LevelOf, fileNames: readonly string[]): (finding: LogFinding) => Problem {
  const pathOf = memoize(pointerToPath);
  const eventName = memoize(safeName);
  return ({ finding, file, record, place, event, conversationId }) => {
    const { message, hint, related } = messageOf(finding);
    const { line, column, endLine, endColumn } = place;
    return {
      rule: finding.rule,
      severity: levelOf(finding.rule) as Severity,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...{ file: fileNames[file] ?? '', record, line, column, endLine, endColumn },
      pointer: finding.pointer,
      path: pathOf(finding.pointer),
      ...(event === undefined ? {} : { event: eventName(event) }),
      ...(conversationId === undefined ? {} : { conversationId: safeName(conversationId) }),
      ...(related === undefined ? {} : { related: relatedTo(related) }),
    };
  };
}

/** Makes the function that makes a problem of such a finding, with what decides at the end of the log whether it is reported. */
export function lateProblemMaker(
  levelOf: LevelOf,
  fileNames: readonly string[],
): (finding: LogFinding) => StoredProblem {
  const toProblem = logProblemMaker(levelOf, fileNames);
  return (finding) => {
    const { file, isValid, conversationId, mayFollow, at } = finding;
    const problem = toProblem(finding);
    const known = { ...(mayFollow ? { mayFollow } : {}), ...(at === undefined ? {} : { at }) };
    return { problem, ofValid: isValid, fileIndex: file, conversationId, ...known };
  };
}
