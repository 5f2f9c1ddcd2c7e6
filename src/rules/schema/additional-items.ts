import type { Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/additional-items'> = {
  id: 'schema/additional-items',
  level: 'error',
  summary: 'an array has more items than its schema describes',
};

export const message: SchemaMessage<'additionalItems'> = (details, path) => tooLong(details, path, 'item');
