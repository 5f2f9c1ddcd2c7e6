import type { Rule, SchemaMessage } from '../rule.js';
import { tooShort } from './length-message.js';

export const rule: Rule<'schema/min-properties'> = {
  id: 'schema/min-properties',
  level: 'error',
  summary: 'an object has too few keys',
};

export const message: SchemaMessage<'minProperties'> = (details, path) => tooShort(details, path, 'key');
