import type { Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/unevaluated-items'> = {
  id: 'schema/unevaluated-items',
  level: 'error',
  summary: 'an array has more items than its schemas describe',
};

export const message: SchemaMessage<'unevaluatedItems'> = (details, path) => tooLong(details, path, 'item');
