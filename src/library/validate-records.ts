import { createCheck } from '../check/check-record.js';
import { createConversationCheck } from '../check/conversation-check.js';
import { mergeLate } from '../check/late-problem.js';
import { createMessageIdCheck } from '../check/message-ids/message-id-check.js';
import type { Problem } from '../problem/problem.js';
import { TemporaryFiles } from '../spill/temporary-files.js';
import { CHECK_OPTIONS } from './check-options.js';
import { libraryParts } from './library-check.js';
import { refuseUnknownOptions } from './refuse-unknown-options.js';
import type { ValidationResult, ValidatorOptions } from './validator.js';
import { written } from './validator.js';

/**
 * Checks records together, as those of one log: also by the rules across records, which order them by time as `validate` does. The records are
 * objects, text or bytes, as for `createValidator`; the results are in their order.
 * @throws {TypeError} for an unknown option, rule or level; {Failure} for a schema or a plan that cannot be read or is broken.
 */
export function validateRecords(records: Iterable<unknown>, options: ValidatorOptions = {}): ValidationResult[] {
  refuseUnknownOptions(options, [...CHECK_OPTIONS, 'file']);
  const { file = 'record' } = options;
  const parts = libraryParts(options);
  const check = createCheck(parts);
  const files = new TemporaryFiles();
  const conversations = createConversationCheck({ ...parts, files });
  const messageIds = createMessageIdCheck(parts.levelOf, files);
  conversations?.beginFile(file);
  messageIds?.beginFile(file);
  const results = Array.from(records, (record, index) => {
    const result = check({ file, number: index + 1, line: 1, column: 1, ...written(record) });
    conversations?.add(result);
    messageIds?.add(result);
    const { valid, problems } = result;
    return { valid, problems };
  });
  for (const { problem } of mergeLate(conversations?.end(true) ?? [], messageIds?.end() ?? [])) {
    const result = results[problem.record - 1];
    if (result !== undefined) results[problem.record - 1] = withProblem(result, problem);
  }
  return results;
}

function withProblem({ valid, problems }: ValidationResult, problem: Problem): ValidationResult {
  return { valid: valid && problem.severity !== 'error', problems: [...problems, problem] };
}
