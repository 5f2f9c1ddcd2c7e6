import type { SyntaxFault } from '../../problem/finding.js';
import type { Cut } from '../../record/record-in-text.js';
import { safeName } from '../../text/safe-name.js';
import { CUT_COMMANDS } from '../extract-command.js';
import type { Explanation, Message, MessageOf, Rule } from '../rule.js';

declare module '../../problem/finding.js' {
  interface FindingDetails {
    'json/invalid-syntax': {
      readonly fault: SyntaxFault;
      readonly found?: string;
      /** What has to be cut off to leave the record, where it has other text around it. */
      readonly cut?: Cut;
    };
  }
}

export const rule: Rule<'json/invalid-syntax'> = {
  id: 'json/invalid-syntax',
  level: 'error',
  summary: 'the text of the record is not JSON',
};

const OTHER_LINES = "pick the records out first, for example with grep '^{'; the docs show more ways";

/** The message for an object without JSON. The plugin in browsers needs no other one. */
export const NOT_WRITABLE: Message = {
  message: 'the record cannot be written as JSON',
  hint: 'undefined, functions, BigInts and objects that contain themselves have no JSON; build the event from plain values',
};

/** How to replace a literal of another language. */
function foreignHint(found: string): string {
  if (/^[-+]?(?:nan|inf)/i.test(found)) {
    return 'JSON has no such number: write another one, or leave the field out if it is optional; json.dumps with allow_nan=False fails where one is written';
  }
  return /^(?:true|false|null)$/i.test(found)
    ? 'write it in lower case'
    : 'write the value, or leave the field out if it is optional';
}

/** What to write in place of a character where a key is needed: a digit may come from a number with a comma. */
function missingKeyHint(found: string): string {
  const key = 'write "key": value';
  return /^\d$/.test(found) ? `${key}; numbers have no commas: 1000, 0.5` : key;
}

const MESSAGES_BY_KIND: Record<SyntaxFault, (found: string, cut: Cut | undefined) => Message> = {
  'bad-escape': (found) => ({
    message: `${found} is not an escape sequence of JSON`,
    hint: found === '\\u' ? 'four hexadecimal digits follow \\u' : 'a backslash itself is written \\\\',
  }),
  'bad-number': () => ({
    message: 'a number is not in the form that JSON allows',
    hint: 'write it as a decimal number, without leading zeros or a plus sign, with digits on both sides of the point: 0.5',
  }),
  'broken-batch': () => ({
    message: 'the text around the batch is not JSON',
    hint: 'the calls in it were read; check the keys beside "batch"',
  }),
  'byte-order-mark': () => ({
    message: 'there is a byte order mark before the record',
    hint: 'remove it; it is only allowed at the start of a file',
  }),
  comment: () => ({ message: 'there is a comment here; JSON has no comments', hint: 'remove it' }),
  'control-character': (found) => ({
    message: `a string contains a raw ${found}`,
    hint: 'control characters are written as escapes; JSON.stringify and json.dumps do that',
  }),
  'document-among-lines': () => ({
    message: 'the file is pretty-printed JSON, not one record per line',
    hint: 'read it with --input-format json, or rename it to .json',
  }),
  'document-not-closed': () => ({
    message: 'the text ends before its array or object is closed',
    hint: 'it looks cut off: write the file again, or add the missing ] or }',
  }),
  'foreign-literal': (found) => ({
    message: `${found} is not JSON`,
    hint: foreignHint(found),
  }),
  'line-break-in-string': () => ({
    message: 'a line break is in a string that is not closed',
    hint: 'close the string with ", or write the line break as \\n',
  }),
  'missing-colon': () => ({ message: 'a colon is missing after the key', hint: 'write "key": value' }),
  'missing-comma': () => ({ message: 'a comma is missing between two values', hint: 'add it here' }),
  'missing-key': (found) => ({ message: `a key is needed here, not ${found}`, hint: missingKeyHint(found) }),
  'missing-value': () => ({
    message: 'a value is missing here',
    hint: 'add it, or remove a comma that is one too many',
  }),
  'mismatched-bracket': (found) => ({
    message: `${found} has no matching opening bracket`,
    hint: 'every { needs a }, every [ needs a ]',
  }),
  'not-json': () => ({ message: 'this is not JSON', hint: OTHER_LINES }),
  'not-writable': () => NOT_WRITABLE,
  'python-literal': (found) => ({
    message: `${found} is Python, not JSON`,
    hint: 'write the log with json.dumps instead of str or repr',
  }),
  'comma-after-record': () => ({
    message: 'there is a comma after the record',
    hint: "remove it; sed 's/,$//' removes it from every line",
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
    message: 'there is more text after the end of the record',
    hint: 'put each record on its own line, with nothing else on it',
  }),
  'several-values': () => ({
    message: 'there is another JSON value after the end of the record',
    hint: "put each value on its own line; jq -c '.' does that",
  }),
  'single-quotes': () => ({
    message: 'a string is in single quotes; JSON needs double quotes',
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'text-before-record': (_, cut) => ({
    message: `there is other text ${cut === 'around-object' ? 'around' : 'before'} the record`,
    hint:
      cut === undefined
        ? 'cut it off first; the docs show ways'
        : `cut it off first, for example with ${CUT_COMMANDS[cut]}; the docs show more ways`,
  }),
  'trailing-comma': (found) => ({
    message: `there is a comma before the closing ${found}`,
    hint: 'remove the comma',
  }),
  truncated: () => ({
    message: 'the record ends before it is complete',
    hint: 'it looks cut off; if it continues on the next line, write one record per line (jq -c .)',
  }),
  'unexpected-character': (found) => ({
    message: `${found} is not allowed here`,
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'unquoted-key': () => ({
    message: 'a key is not in double quotes',
    hint: 'write the log with a JSON library (JSON.stringify, json.dumps)',
  }),
  'unquoted-text': () => ({
    message: 'text is not in double quotes',
    hint: 'put it in double quotes; only true, false, null and numbers have none',
  }),
};

/** In UTF-16 units. */
const SHOWN_TEXT = 24;

export const message: MessageOf<'json/invalid-syntax'> = ({ fault, found, cut }) =>
  MESSAGES_BY_KIND[fault](found === undefined ? 'this' : safeName(found, SHOWN_TEXT), cut);

export const explanation: Explanation = {
  meaning:
    'The record’s text is not JSON: a comma, a quote or a bracket is missing or extra, or the text is something else altogether. The message names the exact character and what was expected there. Later records are still read.',
  why: 'Such a record cannot be read, so it cannot be sent. Usually the log was cut off, was printed with a language’s own formatting instead of a JSON library, or contains other lines.',
  bad: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1", }
}`,
  good: `{
  "type": "track", "event": "Conversation Started", "userId": "u1",
  "properties": { "conversationId": "c1" }
}`,
  fix: "Write records with a JSON library (`JSON.stringify`, `json.dumps`), one per line, and write nothing else into the file. If the file has other lines, filter it first: `grep '^{' app.log | copilot-events validate -`.",
};
