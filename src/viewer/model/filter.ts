import { idFaultOf } from '../../overview/conversations.js';
import type { Entry, Result } from './entry.js';

/** Which events are shown; an empty text shows all. */
export interface Filter {
  readonly text: string;
  readonly event: string;
  /** `unplaced`: its conversation’s id is not usable. */
  readonly result: Result | 'problems' | 'unplaced' | '';
  readonly rule: string;
  readonly conversation: string;
  readonly user: string;
  readonly release: string;
  /** When it arrived, in milliseconds since 1970; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
}

export const EVERYTHING: Filter = {
  text: '',
  event: '',
  result: '',
  rule: '',
  conversation: '',
  user: '',
  release: '',
  from: '',
  to: '',
};

/** Whether a filter shows everything. */
export function isEverything(filter: Filter): boolean {
  return Object.values(filter).every((value) => value === '');
}

function hasText({ name, conversationId, userId, problems, event }: Entry, text: string): boolean {
  const has = (found: string | undefined): boolean => found?.toLowerCase().includes(text) === true;
  if (has(name) || has(conversationId) || has(userId)) return true;
  if (problems.some(({ message, rule, path }) => has(message) || has(rule) || has(path))) return true;
  return event !== undefined && has(JSON.stringify(event));
}

function hasResult(entry: Entry, result: Filter['result']): boolean {
  if (result === 'problems') return entry.problems.length > 0;
  return result === 'unplaced' ? idFaultOf(entry) !== undefined : entry.result === result;
}

/**
 * Makes the function that decides whether an event is shown. The text is searched in the whole event, ignoring case;
 * conversation and user match a part of the id.
 */
export function matcherOf(filter: Filter): (entry: Entry) => boolean {
  const { event, result, rule, conversation, user, release, from, to } = filter;
  const text = filter.text.trim().toLowerCase();
  const conditions: readonly [isSet: boolean, condition: (entry: Entry) => boolean][] = [
    [event !== '', ({ name }) => name === event],
    [result !== '', (entry) => hasResult(entry, result)],
    [rule !== '', ({ problems }) => problems.some((problem) => problem.rule === rule)],
    [conversation !== '', ({ conversationId }) => conversationId?.includes(conversation) === true],
    [user !== '', ({ userId }) => userId?.includes(user) === true],
    [release !== '', (entry) => entry.release === release],
    [from !== '', ({ arrivedAt = 0 }) => arrivedAt >= Number(from) && arrivedAt < Number(to)],
    [text !== '', (entry) => hasText(entry, text)],
  ];
  const set = conditions.filter(([isSet]) => isSet).map(([, condition]) => condition);
  return (entry) => set.every((condition) => condition(entry));
}
