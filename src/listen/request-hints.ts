import type { CheckedRecord } from '../check/check-record.js';
import { withProblems } from '../check/check-result.js';
import type { Finding, FindingDetails, SyntaxFault } from '../problem/finding.js';
import type { Problem } from '../problem/problem.js';
import { otherEncoding } from '../record/other-encoding.js';

const AS_BATCH = 'send several events as {"batch": [ … ]} to /v1/batch';
const IN_UTF8 = 'send the body in UTF-8';
const EMPTY = 'send the event as JSON in the body of the request';
const BY_LIBRARY = 'write the body with a JSON library (JSON.stringify, json.dumps)';

/** Hints for syntax faults whose usual hint is about log files. */
const SYNTAX_HINTS: Partial<Record<SyntaxFault, string>> = {
  'byte-order-mark': 'send the body without it',
  'comma-after-record': AS_BATCH,
  'not-json': 'send the event as JSON; form data and other formats are not read',
  'python-literal': 'write the body with json.dumps instead of str or repr',
  'repeated-batch': 'the calls in the others were not read; send one request for each batch',
  'second-value': AS_BATCH,
  'several-values': AS_BATCH,
  'single-quotes': BY_LIBRARY,
  'text-before-record': 'send JSON and nothing else in the body',
  truncated: 'the body looks cut off: check its Content-Length, and that the client sends all of it',
  'unexpected-character': BY_LIBRARY,
  'unquoted-key': BY_LIBRARY,
};

function notAnObjectHint(
  { found, count }: FindingDetails['json/not-an-object'],
  path: string,
  inBatch: boolean,
): string {
  if (inBatch) return 'each element of batch is one call: {"type": "track", …}';
  if (count !== undefined) return AS_BATCH;
  const example = path === '/v1/batch' ? '{"batch": [ … ]}' : '{"event": …, "properties": { … }}';
  return found === 'a string'
    ? `do not stringify the body twice; send an object: ${example}`
    : `send an object: ${example}`;
}

/** The hint for a request; undefined if the usual one is right for requests, too. `inBatch`: an element of a batch. */
function requestHint(finding: Finding, path: string, inBatch: boolean): string | undefined {
  switch (finding.rule) {
    case 'json/invalid-syntax':
      return SYNTAX_HINTS[(finding.details as FindingDetails['json/invalid-syntax']).fault];
    case 'json/invalid-utf8':
      return IN_UTF8;
    case 'json/not-an-object':
      return notAnObjectHint(finding.details as FindingDetails['json/not-an-object'], path, inBatch);
    case 'call/unknown-type': {
      const { kind } = finding.details as FindingDetails['call/unknown-type'];
      if (kind === 'wrapped') return 'send the event itself, without the record around it';
      return kind === 'batch' ? 'put its calls into the outer batch' : undefined;
    }
    default:
      return undefined;
  }
}

/** A problem of a body that is not UTF-8: what its bytes are as UTF-8 helps nobody. */
function ofEncoding(problem: Problem, what: string): Problem {
  return problem.rule.startsWith('json/') ? { ...problem, message: `the body is ${what}`, hint: IN_UTF8 } : problem;
}

/**
 * The record with hints for a request in place of hints for log files: the usual ones name options of `validate` and
 * commands that filter files. `isBody`: the record is the whole body, not one of its events.
 */
export function withRequestHints(record: CheckedRecord, path: string, isBody: boolean): CheckedRecord {
  const { raw, problems, findings, valid } = record;
  if (problems.length === 0) return record;
  const encoding = isBody && raw.fault === undefined ? otherEncoding(raw.bytes) : undefined;
  if (encoding !== undefined) {
    return withProblems(
      record,
      problems.map((problem) => ofEncoding(problem, encoding.what)),
      valid,
    );
  }
  const isEmpty = isBody && raw.fault === undefined && raw.bytes.toString().trim() === '';
  const hints = new Map<string, string>();
  for (const finding of findings) {
    const hint = isEmpty ? EMPTY : requestHint(finding, path, !isBody);
    if (hint !== undefined) hints.set(finding.rule, hint);
  }
  if (hints.size === 0) return record;
  const changed = problems.map((problem) => {
    const hint = hints.get(problem.rule);
    return hint === undefined ? problem : { ...problem, hint };
  });
  return withProblems(record, changed, valid);
}
