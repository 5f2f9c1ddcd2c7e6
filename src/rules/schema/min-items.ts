import type { Rule, SchemaMessage } from '../rule.js';
import { tooShort } from './length-message.js';

export const rule: Rule<'schema/min-items'> = {
  id: 'schema/min-items',
  level: 'error',
  summary: 'an array has too few items',
};

export const message: SchemaMessage<'minItems'> = (details, path) => tooShort(details, path, 'item');
