import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/exclusive-minimum'> = {
  id: 'schema/exclusive-minimum',
  level: 'error',
  summary: 'a number is too small',
};

export const message: SchemaMessage<'exclusiveMinimum'> = ({ limit }, path) => ({
  message: `${path} is not above ${limit}`,
  hint: `send more than ${limit}`,
});
