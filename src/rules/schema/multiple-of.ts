import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/multiple-of'> = {
  id: 'schema/multiple-of',
  level: 'error',
  summary: 'a number is not a multiple of what its schema names',
};

export const message: SchemaMessage<'multipleOf'> = ({ limit }, path) => ({
  message: `${path} is not a multiple of ${limit}`,
  hint: 'round it, or change the step in the schema',
});
