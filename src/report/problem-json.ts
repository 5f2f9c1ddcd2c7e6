import type { Problem, RelatedPlace, Severity } from '../problem/problem.js';
import { jsonText } from '../text/json-text.js';
import { memoize } from '../text/memoize.js';

/** Of such characters only, a string is its own JSON; so it is with quotes, once they are escaped. */
const PLAIN = /^[ !$-[\]-~’…]*$/;
const WITH_QUOTES = /^[ !"$-[\]-~’…]*$/;

function stringText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return WITH_QUOTES.test(text) ? `"${text.replaceAll('"', '\\"')}"` : jsonText(text);
}

function placeText({ line, column, endLine, endColumn }: Problem | RelatedPlace): string {
  return `,"line":${line},"column":${column},"endLine":${endLine},"endColumn":${endColumn}`;
}

function relatedText(place: RelatedPlace): string {
  const { message, file, record } = place;
  return `{"message":${stringText(message)},"file":${stringText(file)},"record":${record}${placeText(place)}}`;
}

/**
 * A function that writes problems as `jsonText` does, in a quarter of the time: most of what stands around the message and the place
 * of a problem is the same for others, and is kept.
 */
export function problemJson(): (problem: Problem) => string {
  const beginning = (severity: Severity) =>
    memoize((rule) => `{"rule":${stringText(rule)},"severity":"${severity}","message":`);
  const beginnings = { error: beginning('error'), warning: beginning('warning') };
  const ofHint = memoize((hint) => `,"hint":${stringText(hint)}`);
  const ofFile = memoize((file) => `,"file":${stringText(file)},"record":`);
  const ofPointer = memoize((pointer) => `,"pointer":${stringText(pointer)},"path":`);
  const ofPath = memoize(stringText);
  const ofEvent = memoize((event) => `,"event":${stringText(event)}`);
  return (problem) => {
    const { rule, severity, message, hint, file, record, pointer, path, event, conversationId, related } = problem;
    return (
      beginnings[severity](rule) +
      stringText(message) +
      (hint === undefined ? '' : ofHint(hint)) +
      ofFile(file) +
      record +
      placeText(problem) +
      ofPointer(pointer) +
      ofPath(path) +
      (event === undefined ? '' : ofEvent(event)) +
      (conversationId === undefined ? '' : `,"conversationId":${stringText(conversationId)}`) +
      (related === undefined ? '}' : `,"related":[${related.map(relatedText).join(',')}]}`)
    );
  };
}
