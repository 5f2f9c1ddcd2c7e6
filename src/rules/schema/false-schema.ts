import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/false-schema'> = {
  id: 'schema/false-schema',
  level: 'error',
  summary: 'a value is there that its schema forbids',
};

export const message: SchemaMessage<'false schema'> = (_, path) => ({
  message: `${path} is not allowed`,
  hint: 'remove it (its schema is false, which allows no value)',
});
