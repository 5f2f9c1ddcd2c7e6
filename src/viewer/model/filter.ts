import type { Entry, Result } from './entry.js';

/** Which events are shown; an empty text shows all. */
export interface Filter {
  readonly text: string;
  readonly event: string;
  readonly result: Result | 'problems' | '';
  readonly rule: string;
  readonly conversation: string;
  readonly user: string;
}

export const EVERYTHING: Filter = { text: '', event: '', result: '', rule: '', conversation: '', user: '' };

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

/**
 * Makes the function that decides whether an event is shown. The text is searched in the whole event, ignoring case;
 * conversation and user match a part of the id.
 */
export function matcherOf(filter: Filter): (entry: Entry) => boolean {
  const { event, result, rule, conversation, user } = filter;
  const text = filter.text.trim().toLowerCase();
  return (entry) => {
    if (event !== '' && entry.name !== event) return false;
    if (result === 'problems' ? entry.problems.length === 0 : result !== '' && entry.result !== result) return false;
    if (rule !== '' && !entry.problems.some((problem) => problem.rule === rule)) return false;
    if (conversation !== '' && entry.conversationId?.includes(conversation) !== true) return false;
    if (user !== '' && entry.userId?.includes(user) !== true) return false;
    return text === '' || hasText(entry, text);
  };
}
