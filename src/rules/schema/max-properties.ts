import type { Rule, SchemaMessage } from '../rule.js';
import { tooLong } from './length-message.js';

export const rule: Rule<'schema/max-properties'> = {
  id: 'schema/max-properties',
  level: 'error',
  summary: 'an object has too many keys',
};

export const message: SchemaMessage<'maxProperties'> = (details, path) => tooLong(details, path, 'key');
