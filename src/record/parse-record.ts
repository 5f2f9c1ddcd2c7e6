import { isAscii, isUtf8 } from 'node:buffer';
import type { Finding } from '../problem/finding.js';
import { valueKind } from '../text/value-kind.js';
import { explainSyntax } from './explain-syntax.js';
import { heldObject } from './held-object.js';
import { invalidUtf8Offset } from './invalid-utf8.js';
import { jsonFacts } from './json-facts.js';
import { jsonOddities } from './json-oddities.js';
import { skipSpace, trimmedEnd } from './json-units.js';
import type { JsonObject, RawRecord } from './record.js';
import { isObject } from './record.js';
import { recordInText } from './record-in-text.js';

/** How many levels of objects and arrays a record may have. */
export const DEPTH_LIMIT = 1000;

/** What reading a record's bytes gave. */
export interface ParsedRecord {
  /** The record's text; only the part before the first fault if its bytes are not UTF-8. */
  readonly text: string;
  /** The record, unless an error in `findings` says why there is none. */
  readonly value: JsonObject | undefined;
  readonly findings: readonly Finding[];
  /**
   * True if the record as compact JSON cannot be longer than its bytes: so it is, unless some number is written with an
   * exponent.
   */
  readonly shrinks: boolean;
}

const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** Texts are searched for the beginning of any escape of its kind first, which is the faster search. */
function hasSurrogateEscape(text: string): boolean {
  return text.includes('\\u') && SURROGATE_ESCAPE.test(text);
}

/** How many keys a value holds, at all depths (at most `DEPTH_LIMIT`). */
function countKeys(value: object): number {
  if (Array.isArray(value)) {
    let count = 0;
    for (const item of value) if (typeof item === 'object' && item !== null) count += countKeys(item);
    return count;
  }
  const keys = Object.keys(value);
  let count = keys.length;
  for (const key of keys) {
    const member = (value as JsonObject)[key];
    if (typeof member === 'object' && member !== null) count += countKeys(member);
  }
  return count;
}

const NO_FINDINGS: readonly Finding[] = [];

function unreadable(text: string, finding: Finding): ParsedRecord {
  return { text, value: undefined, findings: [finding], shrinks: false };
}

/** The finding for what a reader could not make a record of. */
function readFinding({ fault }: RawRecord): Finding | undefined {
  if (fault === undefined || fault.kind === 'not-kept') return undefined;
  const span = { start: 0, end: 0 };
  if (fault.kind === 'too-large') {
    const details = { bytes: fault.size, limit: fault.limit };
    return { rule: 'json/record-too-large', pointer: '', span, details };
  }
  if (fault.kind === 'trailing-comma') {
    return {
      rule: 'json/invalid-syntax',
      pointer: '',
      span: { start: 0, end: 1 },
      details: { fault: fault.kind, found: ']' },
    };
  }
  return { rule: 'json/invalid-syntax', pointer: '', span, details: { fault: fault.kind } };
}

function notUtf8(bytes: Buffer): ParsedRecord {
  const offset = invalidUtf8Offset(bytes);
  const before = bytes.toString('utf8', 0, offset);
  const span = { start: before.length, end: before.length + 1 };
  return unreadable(before, { rule: 'json/invalid-utf8', pointer: '', span, details: { byte: bytes[offset] ?? 0 } });
}

function tooDeep(text: string): ParsedRecord {
  // Whether it is JSON at all is not known, so that no place within it can be looked up.
  const span = { start: skipSpace(text, 0), end: trimmedEnd(text) };
  return unreadable(text, { rule: 'json/too-deep', pointer: '', span, details: { limit: DEPTH_LIMIT } });
}

function notJson(text: string, isElement: boolean): ParsedRecord {
  const { span, fault, found } = explainSyntax(text) ?? { span: { start: 0, end: text.length }, fault: 'not-json' };
  const isCommaMissing = isElement && (fault === 'second-value' || fault === 'several-values');
  // The commands of cuts work line by line, and would take brackets and commas of an array for such text.
  const cut = !isElement && fault === 'text-before-record' ? recordInText(text)?.cut : undefined;
  return unreadable(text, {
    rule: 'json/invalid-syntax',
    pointer: '',
    span,
    details: {
      fault: isCommaMissing ? 'missing-comma' : fault,
      ...(found === undefined ? {} : { found }),
      ...(cut === undefined ? {} : { cut }),
    },
  });
}

function isElement({ partOf }: RawRecord): boolean {
  return partOf !== undefined && partOf !== 'line';
}

function notAnObject(text: string, value: unknown, record: RawRecord): ParsedRecord {
  const { partOf } = record;
  const count = Array.isArray(value) && !isElement(record) ? { count: value.length } : {};
  const held = typeof value === 'string' ? heldObject(value, record) : undefined;
  return unreadable(text, {
    rule: 'json/not-an-object',
    pointer: '',
    details: {
      found: valueKind(value),
      ...count,
      ...(held === undefined ? {} : { held }),
      ...(partOf === undefined ? {} : { partOf }),
    },
  });
}

/**
 * Turns a record's bytes into a JSON object, or into the finding that says why there is none. Never throws: whatever the
 * bytes hold is either read or named.
 */
export function parseRecord(record: RawRecord): ParsedRecord {
  if (record.fault?.kind === 'not-kept') return { text: '', value: undefined, findings: [], shrinks: false };
  const fault = readFinding(record);
  if (fault !== undefined) return unreadable('', fault);
  const { bytes } = record;
  const ascii = isAscii(bytes);
  if (record.isPlain === true) {
    const text = bytes.toString(ascii ? 'latin1' : 'utf8');
    return { text, value: JSON.parse(text) as JsonObject, findings: NO_FINDINGS, shrinks: true };
  }
  if (!ascii && !isUtf8(bytes)) return notUtf8(bytes);
  const text = bytes.toString(ascii ? 'latin1' : 'utf8');
  const facts = jsonFacts(text);
  if (facts.depth > DEPTH_LIMIT) return tooDeep(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson(text, isElement(record));
  }
  if (!isObject(value)) return notAnObject(text, value, record);
  const odd = facts.oddNumber || hasSurrogateEscape(text) || countKeys(value) !== facts.keys;
  return { text, value, findings: odd ? jsonOddities(text) : [], shrinks: !facts.exponent };
}
