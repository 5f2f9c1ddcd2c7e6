import type { Place, Problem } from '../problem/problem.js';
import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { ProblemGroup } from './problem-groups.js';
import { MAX_EVENTS } from './problem-groups.js';

/** The longest file name that people are shown, in UTF-16 units. */
const MAX_FILE_NAME = 200;

/** How many of a problem's other places people are shown. */
const MAX_RELATED = 3;

/** A file's name for the start of a line, fit for a terminal. */
export function fileText(file: string): string {
  const name = safeName(file, MAX_FILE_NAME);
  // GitHub's runner obeys a line that starts with `::`, and anyone can name a file so. This path means the same.
  return /^\s*::/.test(name) ? `./${name}` : name;
}

/** `support.ndjson:12:87` */
export function placeText({ file, line, column }: Pick<Place, 'file' | 'line' | 'column'>): string {
  return `${fileText(file)}:${line}:${column}`;
}

/** `event Feedback Submitted, conversation c_91`, as far as they are known. */
export function contextText({ event, conversationId }: Problem): string {
  return [
    ...(event === undefined ? [] : [`event ${event}`]),
    ...(conversationId === undefined ? [] : [`conversation ${conversationId}`]),
  ].join(', ');
}

/** The other places that a problem speaks of, a line each: `see support.ndjson:4:118: the messageId was first seen here`. */
export function relatedTexts({ related = [] }: Problem): string[] {
  const shown = related.slice(0, MAX_RELATED).map((place) => `see ${placeText(place)}: ${place.message}`);
  return related.length > MAX_RELATED
    ? [...shown, `and ${countOf(related.length - MAX_RELATED, 'more place')}`]
    : shown;
}

/** `300 events`, of the whole group. */
function eventsText(events: number): string {
  return events >= MAX_EVENTS ? `${formatCount(MAX_EVENTS)} events or more` : countOf(events, 'event');
}

/** `and 41 more like this, in 3 events, lines 8-114`: what a group holds beyond its examples. */
export function moreText({ count, events, examples, firstMore, last, oneFile }: ProblemGroup): string {
  const more = `and ${countOf(count - examples.length, 'more', 'more')}`;
  if (firstMore === undefined) return more;
  const like = `${more} like this${events > 1 ? `, in ${eventsText(events)}` : ''}`;
  if (!oneFile) return `${like}, from ${placeText(firstMore)} to ${placeText(last)}`;
  const file = firstMore.file === examples[0]?.file ? '' : ` of ${fileText(firstMore.file)}`;
  return firstMore.line === last.line
    ? `${like}, line ${last.line}${file}`
    : `${like}, lines ${firstMore.line}-${last.line}${file}`;
}

/** What is said of problems that a report for people leaves out. */
export function hiddenText(hidden: number): string {
  return `and ${countOf(hidden, 'problem')} of other kinds; --max-problems shows more, -f ndjson all`;
}
