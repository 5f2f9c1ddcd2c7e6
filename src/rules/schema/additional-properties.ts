import type { Rule, SchemaMessage } from '../rule.js';
import { extraField } from './extra-field.js';

export const rule: Rule<'schema/additional-properties'> = {
  id: 'schema/additional-properties',
  level: 'error',
  summary: 'an object has a field that its schema does not describe',
};

export const message: SchemaMessage<'additionalProperties'> = extraField;
