import { safeText } from './safe-name.js';

// What Markdown, GitHub's and GitLab's flavours of it and HTML give a meaning: emphasis, code, links, tables, tags, maths,
// emoji, mentions and numbers of issues, and the dot of an address that starts with `www`.
const MEANING = /[\\`*_{}[\]<>#!|&~@:$^]|(?<=www)\./gi;

/** A text as one line of Markdown that shows just this text, whatever names of a log are in it. */
export function markdownText(text: string): string {
  return safeText(text.replace(/\s+/g, ' ')).replace(MEANING, (unit) => {
    const entity = `&#${unit.charCodeAt(0)};`;
    // Mentions and numbers of issues are looked for after entities are read, but not across the border of an element.
    return unit === '@' || unit === '#' ? `${entity}<!-- -->` : entity;
  });
}
