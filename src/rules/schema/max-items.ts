import type { Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/max-items'> = {
  id: 'schema/max-items',
  level: 'error',
  summary: 'an array has too many items',
};

export const message: SchemaMessage<'maxItems'> = (details, path) => tooLong(details, path, 'item');
