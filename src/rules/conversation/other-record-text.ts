import type { OtherRecord } from '../../problem/finding.js';
import { safeName } from '../../text/safe-name.js';
import type { Message } from '../rule.js';

/** `at line 12`; `at line 12 of may.ndjson` if that is another file; `in record 3` if it is the same line. */
export function where({ differsIn, file, line, record }: OtherRecord): string {
  if (differsIn === 'record') return `in record ${record}`;
  return differsIn === 'line' ? `at line ${line}` : `at line ${line} of ${safeName(file)}`;
}

export function firstSeen(at: OtherRecord | undefined): Pick<Message, 'related'> {
  return at === undefined ? {} : { related: { message: 'the conversation was first seen here', at } };
}
