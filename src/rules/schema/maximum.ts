import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/maximum'> = { id: 'schema/maximum', level: 'error', summary: 'a number is too large' };

export const message: SchemaMessage<'maximum'> = ({ limit, needed }, path) => ({
  message: `${path} is above ${limit}`,
  hint: `send ${needed ?? `at most ${limit}`}`,
});
