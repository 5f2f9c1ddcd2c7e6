import type { Finding } from '../problem/finding.js';
import { byPlace } from '../problem/position.js';
import type { Place, Problem, RelatedPlace, Span } from '../problem/problem.js';
import { locate } from '../record/locate.js';
import type { ParsedRecord } from '../record/parse-record.js';
import { placeOf } from '../record/place-of.js';
import type { JsonObject, RawRecord } from '../record/record.js';
import { isObject } from '../record/record.js';
import { messageOf } from '../rules/messages.js';
import type { Message } from '../rules/rule.js';
import { pointerToPath } from '../text/json-pointer.js';
import { memoize } from '../text/memoize.js';
import { safeName } from '../text/safe-name.js';
import type { Writable } from '../text/writable.js';
import type { LevelOf } from './rule-levels.js';
import { shownValue } from './shown-value.js';

/** The longest pointer in a problem, in UTF-16 units. */
const MAX_POINTER_LENGTH = 1000;

/** A pointer cut to `MAX_POINTER_LENGTH`, but not within an escape or a character. */
function cutPointer(pointer: string): string {
  return pointer.length <= MAX_POINTER_LENGTH
    ? pointer
    : pointer.slice(0, MAX_POINTER_LENGTH).replace(/~$|[\ud800-\udbff]$/, '');
}

/** The event and the conversation of a record. */
export function namesOf(value: JsonObject | undefined): RecordNames {
  const event = value?.['event'];
  const properties = value?.['properties'];
  const id = isObject(properties) ? properties['conversationId'] : undefined;
  return {
    event: typeof event === 'string' ? event : undefined,
    conversationId: typeof id === 'string' && id !== '' ? id : undefined,
  };
}

/** The related place of a message, as a problem has it. Only the beginning of the other record is known. */
export function relatedTo({ message, at }: NonNullable<Message['related']>): readonly RelatedPlace[] {
  const { file, record, line, column } = at;
  return [{ message, file, record, line, column, endLine: line, endColumn: column }];
}

const NOWHERE: Span = { start: 0, end: 0 };

/** A place outside of the text of a record. */
function pointAt({ file, number }: RawRecord, { line, column }: NonNullable<Finding['at']>): Place {
  return { file, record: number, line, column, endLine: line, endColumn: column };
}

/** The event and the conversation id of a record as written in it, for its problems. */
export interface RecordNames {
  readonly event: string | undefined;
  readonly conversationId: string | undefined;
}

/** The parts of a record that its problems are made from. */
export interface RecordText {
  readonly text: string;
  /** If there are `names`, needed only to show values. */
  readonly value: ParsedRecord['value'];
  readonly names?: RecordNames | undefined;
}

/** Makes problems of the findings in a record, in the order of their places. */
export type ToProblems = (raw: RawRecord, parsed: RecordText, findings: readonly Finding[]) => Problem[];

/** Makes the function that gives each finding its severity, message and place. */
export function problemMaker(options: { readonly levelOf: LevelOf; readonly showValues: boolean }): ToProblems {
  const { levelOf, showValues } = options;
  const pathOf = memoize(pointerToPath);
  const eventName = memoize(safeName);
  return (raw, parsed, findings) => {
    const { text } = parsed;
    const names = parsed.names ?? namesOf(parsed.value);
    const event = names.event === undefined ? undefined : eventName(names.event);
    const conversationId = names.conversationId === undefined ? undefined : safeName(names.conversationId);
    const problems: Problem[] = [];
    for (const finding of findings) {
      const { rule } = finding;
      const severity = levelOf(rule);
      if (severity === 'off') continue;
      const { message, hint, related } = messageOf(finding);
      // Only JSON can be looked through, which a record in a body may not be.
      const span = finding.span ?? (finding.at === undefined ? locate(text, finding.pointer) : NOWHERE);
      const value = showValues ? parsed.value : undefined;
      const shown = value === undefined ? undefined : shownValue(value, finding.pointer, text, span);
      const full = shown === undefined ? message : `${message} (it is ${shown})`;
      const { file, record, line, column, endLine, endColumn } = finding.at
        ? pointAt(raw, finding.at)
        : placeOf(raw, text, span);
      const pointer = cutPointer(finding.pointer);
      const path = pathOf(pointer);
      // Written out key by key: spreads take as long as all the rest of this function.
      const problem: Writable<Problem> =
        hint === undefined
          ? { rule, severity, message: full, file, record, line, column, endLine, endColumn, pointer, path }
          : { rule, severity, message: full, hint, file, record, line, column, endLine, endColumn, pointer, path };
      if (event !== undefined) problem.event = event;
      if (conversationId !== undefined) problem.conversationId = conversationId;
      if (related !== undefined) problem.related = relatedTo(related);
      problems.push(problem);
    }
    return problems.length < 2 ? problems : problems.sort(byPlace);
  };
}
