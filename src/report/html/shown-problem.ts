import type { Problem } from '../../problem/problem.js';
import { safeName } from '../../text/safe-name.js';
import { visibleText } from '../../text/visible-text.js';
import { keptProblem } from '../kept-problem.js';

/** How long names of files, pointers and messages are shown, in UTF-16 units, and how many other places of a problem. */
export const MAX_FILE_NAME = 200;
const MAX_TEXT = 500;
const MAX_RELATED = 3;

/** A text cut to `longest` UTF-16 units, with `…` where it was cut. */
export function cutText(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/\p{Surrogate}$/u, '')}…` : text;
}

/** An id of the log, in which what reverses or hides text stands by its code point: two ids that differ only in it look different. */
export function shownId(id: string): string {
  return safeName(visibleText(id.slice(0, MAX_TEXT)));
}

/** A message, a hint, a path or a pointer as a report shows it. */
export function shownText(text: string): string {
  return cutText(text, MAX_TEXT);
}

/** A problem as a report shows it: a copy, in which a name of megabytes costs nothing. */
export function shownProblem(problem: Problem): Problem {
  const { message, hint, pointer, path, file, related } = problem;
  return keptProblem({
    ...problem,
    message: shownText(message),
    ...(hint === undefined ? {} : { hint: shownText(hint) }),
    pointer: shownText(pointer),
    path: shownText(path),
    file: safeName(file, MAX_FILE_NAME),
    ...(related === undefined
      ? {}
      : {
          related: related.slice(0, MAX_RELATED).map((place) => ({
            ...place,
            file: safeName(place.file, MAX_FILE_NAME),
            message: shownText(place.message),
          })),
        }),
  });
}
