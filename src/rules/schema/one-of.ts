import type { Rule, SchemaMessage } from '../rule.js';
import { branchMismatch } from './branches.js';

export const rule: Rule<'schema/one-of'> = {
  id: 'schema/one-of',
  level: 'error',
  summary: 'a value fits none of several schemas, or more than one',
};

export const message: SchemaMessage<'oneOf'> = branchMismatch;
