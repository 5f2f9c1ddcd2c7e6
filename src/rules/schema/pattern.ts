import { safeName } from '../../text/safe-name.js';
import type { Rule, SchemaMessage } from '../rule.js';
import { firstSentence } from './first-sentence.js';

export const rule: Rule<'schema/pattern'> = {
  id: 'schema/pattern',
  level: 'error',
  summary: 'a string does not match its pattern',
};

/** In UTF-16 units. */
const SHOWN_PATTERN = 200;

export const message: SchemaMessage<'pattern'> = ({ pattern, description }, path) => {
  const what = description === undefined ? '' : `; it is ${firstSentence(description)}`;
  return {
    message: `${path} does not match the pattern of its schema`,
    hint: `it must match ${safeName(pattern, SHOWN_PATTERN)}${what}`,
  };
};
