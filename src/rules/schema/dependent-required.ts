import type { Rule, SchemaMessage } from '../rule.js';
import { dependentField } from './dependent-field.js';

export const rule: Rule<'schema/dependent-required'> = {
  id: 'schema/dependent-required',
  level: 'error',
  summary: 'a field is missing that another field requires',
};

export const message: SchemaMessage<'dependentRequired'> = dependentField;
