import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/exclusive-maximum'> = {
  id: 'schema/exclusive-maximum',
  level: 'error',
  summary: 'a number is too large',
};

export const message: SchemaMessage<'exclusiveMaximum'> = ({ limit }, path) => ({
  message: `${path} is not below ${limit}`,
  hint: `send less than ${limit}`,
});
