/** A word of a command line as the shell would pass it on: without its quotes and escapes. One that is not closed is taken as it is. */
export function unquoted(word: string): string {
  let text = '';
  let quote = '';
  for (let index = 0; index < word.length; index++) {
    const unit = word.charAt(index);
    const next = word.charAt(index + 1);
    const escapes = quote === '' || (quote === '"' && '"\\$`'.includes(next));
    if (unit === '\\' && quote !== "'" && next !== '' && escapes) {
      text += next;
      index++;
    } else if (unit === quote) quote = '';
    else if (quote === '' && (unit === '"' || unit === "'")) quote = unit;
    else text += unit;
  }
  return text;
}

/** The quote that a word opens and does not close, and what stands before it; undefined if all are closed. */
function openQuote(word: string): { quote: string; before: string } | undefined {
  let open: { quote: string; before: string } | undefined;
  for (let index = 0; index < word.length; index++) {
    const unit = word.charAt(index);
    if (unit === '\\' && open?.quote !== "'") index++;
    else if (unit === open?.quote) open = undefined;
    else if (open === undefined && (unit === '"' || unit === "'")) open = { quote: unit, before: word.slice(0, index) };
  }
  return open;
}

/** Characters at which Bash begins a new word for completion (COMP_WORDBREAKS), as far as our words hold them. */
const BREAK = /[=:]/;

/** A value behind as many breaks as a text has. */
function behindBreaks(value: string, text: string): string {
  let rest = value;
  for (let left = text.split(BREAK).length - 1; left > 0; left--) rest = rest.slice(rest.search(BREAK) + 1);
  return rest;
}

/**
 * What Bash has to insert to make the word that stands at the cursor into a value. Bash replaces only what stands behind
 * the last `=` or `:`, or within an open quote, and inserts as it is what it is given, so that must be escaped.
 */
export function bashInsertion(value: string, word: string): string {
  const open = openQuote(word);
  if (open === undefined) return behindBreaks(value, unquoted(word)).replace(/[^\p{L}\p{N}_./=:,@%+-]/gu, '\\$&');
  const rest = behindBreaks(value, unquoted(open.before));
  return open.quote === '"' ? rest.replace(/["\\$`]/g, '\\$&') : rest.replaceAll("'", `'\\''`);
}
