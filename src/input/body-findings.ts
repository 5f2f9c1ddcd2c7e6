import type { Finding } from '../problem/finding.js';
import { jsonOddities } from '../record/json-oddities.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import type { Position } from './captured-text.js';

/** The members of a body that Segment applies to each event of its batch. */
const SHARED = ['context', 'integrations'] as const;

function holdsShared(body: JsonObject, key: (typeof SHARED)[number]): boolean {
  const value = body[key];
  // Every library names itself there, as the one that sends the event does again.
  return isObject(value) && Object.keys(value).some((name) => key === 'integrations' || name !== 'library');
}

/**
 * Finds what is wrong with a captured request body beside its batch: repeated keys, and members that Segment would apply to the
 * events, which are read without them here.
 * @param around the body’s text without the elements of its batch
 * @param body the same, parsed
 * @param isPacked whether its file is packed
 */
export function bodyFindings(
  around: string,
  body: JsonObject,
  [line, column]: Position,
  isPacked: boolean,
): readonly Finding[] {
  const at = { line, column };
  // A second batch is a fault of its own.
  const repeated = jsonOddities(around).filter(
    ({ rule, pointer }) => rule === 'json/duplicate-key' && pointer !== '/batch',
  );
  const findings: Finding[] = repeated.map(({ span: _, ...finding }): Finding => ({ ...finding, at }));
  const besideBatch = SHARED.filter((key) => holdsShared(body, key));
  if (besideBatch.length > 0) {
    findings.push({
      rule: 'property/misplaced',
      pointer: '',
      at,
      details: { besideBatch, ...(isPacked ? { isPacked } : {}) },
    });
  }
  return findings;
}
