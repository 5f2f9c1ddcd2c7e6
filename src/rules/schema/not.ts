import type { Rule, SchemaMessage } from '../rule.js';
import { firstSentence } from './first-sentence.js';

export const rule: Rule<'schema/not'> = {
  id: 'schema/not',
  level: 'error',
  summary: 'a value fits a schema that it must not fit',
};

export const message: SchemaMessage<'not'> = ({ description }, path) => ({
  message: `${path} is excluded by its schema`,
  hint: `give another value, which the not of its schema does not match${description === undefined ? '' : ` (${firstSentence(description)})`}`,
});
