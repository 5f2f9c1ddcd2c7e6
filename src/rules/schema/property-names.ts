import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/property-names'> = {
  id: 'schema/property-names',
  level: 'error',
  summary: 'a key of an object is not allowed',
};

export const message: SchemaMessage<'propertyNames'> = (_, path) => ({
  message: `${path} is a key that its schema does not allow`,
  hint: 'rename it, or allow it there',
});
