import { schemaRule } from '../problem/finding.js';
import { isObject } from '../record/record.js';
import { messageOf } from '../rules/messages.js';
import { errorDetails, errorPointer } from '../schema/error-details.js';
import { relevantErrors } from '../schema/relevant-errors.js';
import type { SchemaCompiler } from './ajv-compiler.js';
import type { Draft, SchemaSource } from './schema-source.js';
import { DRAFT_URLS, sourceFailure } from './schema-source.js';

/** As what a schema is read, and why: a draft that was not meant explains many a fault. */
function readAs(schema: unknown, draft: Draft): string {
  const read = `it is read as JSON Schema ${draft}`;
  if (isObject(schema) && Object.hasOwn(schema, '$schema')) return `${read}, which its $schema names`;
  const other = draft === '2020-12' ? 'draft-07' : '2020-12';
  return `${read}, since it names no $schema; for ${other} add "$schema": "${DRAFT_URLS[other]}"`;
}

/**
 * Checks that a document is a schema of its draft.
 * @throws {Failure} naming file, place and fault, if it is not.
 */
export function checkSchema(source: SchemaSource, compiler: SchemaCompiler): void {
  const { schema, draft = '2020-12' } = source;
  const errors = relevantErrors(compiler.faultsOf(schema, draft), compiler.resolveMeta);
  const error = errors[0];
  if (error === undefined) return;
  const pointer = errorPointer(error);
  const details = errorDetails(error, pointer, { root: schema, required: true, at: () => ({}) });
  const { message } = messageOf({ rule: schemaRule(error.keyword), pointer, details });
  const allowed = 'allowed' in details ? `use ${details.allowed.slice(0, 8).join(', ')}; ` : '';
  throw sourceFailure(
    source,
    pointer,
    message.replace(/^the record/, 'the schema'),
    `${allowed}${readAs(schema, draft)}`,
  );
}
