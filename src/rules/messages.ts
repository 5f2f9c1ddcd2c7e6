import type { Finding, NamedRule } from '../problem/finding.js';
import type { SchemaDetails } from '../problem/schema-details.js';
import { pointerToPath } from '../text/json-pointer.js';
import { memoize } from '../text/memoize.js';
import { safeName } from '../text/safe-name.js';
import type { Message } from './rule.js';
import { MESSAGES } from './rules.js';
import { SCHEMA_MESSAGES } from './schema-rules.js';

const MAX_PATH_LENGTH = 200;

const pathOf = memoize((pointer) => safeName(pointerToPath(pointer), MAX_PATH_LENGTH));

type AnyMessage = (details: unknown, path: string) => Message;

/** The message of a finding. Pure: the same finding always has the same message, wherever it is shown. */
export function messageOf(finding: Finding): Message {
  const path = pathOf(finding.pointer);
  if (!finding.rule.startsWith('schema/')) {
    const message = MESSAGES[finding.rule as NamedRule] as AnyMessage;
    return message(finding.details, path);
  }
  const details = finding.details as SchemaDetails;
  const message = SCHEMA_MESSAGES[details.keyword] as AnyMessage;
  return message(details, path === '' ? 'the record' : path);
}
