import type { SyntaxFault } from '../../problem/finding.js';
import { safeName } from '../../text/safe-name.js';
import type { Explanation, Message, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/invalid-syntax': { readonly fault: SyntaxFault; readonly found?: string };
  }
}

export const rule: Rule<'json/invalid-syntax'> = {
  id: 'json/invalid-syntax',
  level: 'error',
  summary: 'the text of the record is not JSON',
};

const OTHER_LINES = "pick the records out first, for example with grep '^{'; the README shows more ways";

const MESSAGES_BY_KIND: Record<SyntaxFault, (found: string) => Message> = {
  'bad-escape': (found) => ({
    message: `${found} is not an escape that JSON knows`,
    hint: found === '\\u' ? 'four hexadecimal digits follow \\u' : 'a backslash itself is written \\\\',
  }),
  'bad-number': () => ({
    message: 'a number is not written as JSON writes numbers',
    hint: 'no leading zeros or plus sign, and digits on both sides of the point: 0.5',
  }),
  'broken-batch': () => ({
    message: 'what stands around the batch is not JSON',
    hint: 'the calls in it were read; check the keys beside "batch"',
  }),
  'byte-order-mark': () => ({
    message: 'a byte order mark stands before the record',
    hint: 'remove it; it is only read at the start of a file',
  }),
  comment: () => ({ message: 'a comment stands here; JSON has none', hint: 'remove it' }),
  'control-character': (found) => ({
    message: `a raw ${found} stands in a string`,
    hint: 'control characters are written as escapes; JSON.stringify and json.dumps do that',
  }),
  'document-among-lines': () => ({
    message: 'the file holds one pretty-printed JSON document, not a record a line',
    hint: 'read it with --input-format json, or rename it to .json',
  }),
  'document-not-closed': () => ({
    message: 'the text ends before its array or object is closed',
    hint: 'it looks cut off: write it again, or add the missing ] or }',
  }),
  'foreign-literal': (found) => ({
    message: `${found} is not JSON`,
    hint: 'write null, or leave the field out',
  }),
  'line-break-in-string': () => ({
    message: 'a line break stands in a string that is not closed',
    hint: 'close the string with ", or write the line break as \\n',
  }),
  'missing-colon': () => ({ message: 'a colon is missing after the key', hint: 'write "key": value' }),
  'missing-comma': () => ({ message: 'a comma is missing between two values', hint: 'add it here' }),
  'missing-key': (found) => ({ message: `a key is needed here, not ${found}`, hint: 'write "key": value' }),
  'missing-value': () => ({ message: 'a value is missing here', hint: 'add it, or remove the comma or key before it' }),
  'mismatched-bracket': (found) => ({
    message: `${found} closes what it did not open`,
    hint: 'every { needs its }, every [ its ]',
  }),
  'not-json': () => ({ message: 'this is not JSON', hint: OTHER_LINES }),
  'not-writable': () => ({
    message: 'the record cannot be written as JSON',
    hint: 'undefined, a function, a BigInt and an object that holds itself have no JSON; make the event of plain values',
  }),
  'python-literal': (found) => ({
    message: `${found} is Python, not JSON`,
    hint: 'write the log with json.dumps instead of str or repr',
  }),
  'comma-after-record': () => ({
    message: 'a comma stands after the record',
    hint: 'remove it; if the lines are those of an array, read the file with --input-format json',
  }),
  'repeated-batch': () => ({
    message: '"batch" stands more than once in one body; only the last one counts',
    hint: 'the calls in the others were not read; write one body for each batch',
  }),
  'second-document': () => ({
    message: 'other text follows after the end of the JSON document',
    hint: 'remove it; if it belongs to the document, a bracket before it closes too early',
  }),
  'second-value': () => ({
    message: 'more text follows after the end of the record',
    hint: 'put each record on a line of its own, and nothing else',
  }),
  'single-quotes': () => ({
    message: 'a string in single quotes; JSON needs double quotes',
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'text-before-record': () => ({
    message: 'other text stands before the record',
    hint: "cut it off first, for example with sed 's/^[^{]*//'; the README shows more ways",
  }),
  'trailing-comma': (found) => ({
    message: `a comma stands before the closing ${found}`,
    hint: 'remove the comma',
  }),
  truncated: () => ({
    message: 'the record ends before it is complete',
    hint: 'it looks cut off; if it goes on in the next line, write one record a line (jq -c .)',
  }),
  'unexpected-character': (found) => ({
    message: `${found} cannot stand here`,
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'unquoted-key': () => ({
    message: 'a key stands here without double quotes',
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'unquoted-text': () => ({
    message: 'text stands here without double quotes',
    hint: 'put it in double quotes; only true, false, null and numbers go without',
  }),
};

/** In UTF-16 units. */
const SHOWN_TEXT = 24;

export const message: MessageOf<'json/invalid-syntax'> = ({ fault, found }) =>
  MESSAGES_BY_KIND[fault](found === undefined ? 'this' : safeName(found, SHOWN_TEXT));

export const explanation: Explanation = {
  meaning:
    'The record’s text is not JSON: a comma, a quote or a bracket is missing or too much, or it is something else altogether. The message names the exact character and what was expected there. The records after it are still read.',
  why: 'Nothing can be read of such a record, so nothing of it can be sent. Most come from logs that were cut off, printed by a language’s own means instead of a JSON writer, or mixed with other lines.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1", }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: "Write records with a JSON writer (`JSON.stringify`, `json.dumps`), one a line, and nothing else into the same file. If other lines stand between them, filter first: `grep '^{' app.log | copilot-events validate`.",
};
