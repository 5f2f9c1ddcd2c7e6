import type { Rule, SchemaMessage } from '../rule.js';
import { notAllowed } from './allowed-values.js';

export const rule: Rule<'schema/const'> = {
  id: 'schema/const',
  level: 'error',
  summary: 'a value is not the one that is allowed',
};

export const message: SchemaMessage<'const'> = notAllowed;
