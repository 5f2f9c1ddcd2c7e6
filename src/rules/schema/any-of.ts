import type { Rule, SchemaMessage } from '../rule.js';
import { branchMismatch } from './branches.js';

export const rule: Rule<'schema/any-of'> = {
  id: 'schema/any-of',
  level: 'error',
  summary: 'a value fits none of several schemas',
};

export const message: SchemaMessage<'anyOf'> = branchMismatch;
