import type { Rule, SchemaMessage } from '../rule.js';
import { extraField } from './extra-field.js';

export const rule: Rule<'schema/unevaluated-properties'> = {
  id: 'schema/unevaluated-properties',
  level: 'error',
  summary: 'an object has a field that its schemas do not describe',
};

export const message: SchemaMessage<'unevaluatedProperties'> = extraField;
