import type { Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/items'> = {
  id: 'schema/items',
  level: 'error',
  summary: 'an array has more items than its schema describes',
};

export const message: SchemaMessage<'items'> = (details, path) => tooLong(details, path, 'item');
