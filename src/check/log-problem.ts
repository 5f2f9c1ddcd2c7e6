import type { LogFinding } from '../conversations/log-finding.js';
import type { Problem, Severity } from '../problem/problem.js';
import { messageOf } from '../rules/messages.js';
import { pointerToPath } from '../text/json-pointer.js';
import { memoize } from '../text/memoize.js';
import { safeName } from '../text/safe-name.js';
import type { Writable } from '../text/writable.js';
import type { StoredProblem } from './late-problems.js';
import { relatedTo } from './problem-maker.js';
import type { LevelOf } from './rule-levels.js';

/** Makes the function that gives a finding among records its level, message and place. It has no text to show values from. */
export function logProblemMaker(levelOf: LevelOf, fileNames: readonly string[]): (finding: LogFinding) => Problem {
  const pathOf = memoize(pointerToPath);
  const eventName = memoize(safeName);
  return ({ finding, file, record, place, event, conversationId }) => {
    const { message, hint, related } = messageOf(finding);
    const { rule, pointer } = finding;
    const { line, column, endLine, endColumn } = place;
    const severity = levelOf(rule) as Severity;
    const inFile = fileNames[file] ?? '';
    const path = pathOf(pointer);
    // Written out key by key: spreads take as long as all the rest.
    const problem: Writable<Problem> =
      hint === undefined
        ? { rule, severity, message, file: inFile, record, line, column, endLine, endColumn, pointer, path }
        : { rule, severity, message, hint, file: inFile, record, line, column, endLine, endColumn, pointer, path };
    if (event !== undefined) problem.event = eventName(event);
    if (conversationId !== undefined) problem.conversationId = safeName(conversationId);
    if (related !== undefined) problem.related = relatedTo(related);
    return problem;
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
    const late: Writable<StoredProblem> = { problem, ofValid: isValid, fileIndex: file, conversationId };
    if (mayFollow) late.mayFollow = mayFollow;
    if (at !== undefined) late.at = at;
    return late;
  };
}
