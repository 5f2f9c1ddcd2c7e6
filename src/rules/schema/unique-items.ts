import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/unique-items'> = {
  id: 'schema/unique-items',
  level: 'error',
  summary: 'an array contains an item twice',
};

export const message: SchemaMessage<'uniqueItems'> = ({ twin }, path) => ({
  message: `${path} repeats the item at index ${twin}`,
  hint: 'remove one of them',
});
