import type { Rule, SchemaMessage } from '../rule.js';
import { notAllowed } from './allowed-values.js';

export const rule: Rule<'schema/enum'> = {
  id: 'schema/enum',
  level: 'error',
  summary: 'a value is not among those that are allowed',
};

export const message: SchemaMessage<'enum'> = notAllowed;
