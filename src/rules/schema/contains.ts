import { formatCount } from '../../text/count.js';
import type { Rule, SchemaMessage } from '../rule.js';

export const rule: Rule<'schema/contains'> = {
  id: 'schema/contains',
  level: 'error',
  summary: 'an array lacks an item that it must contain',
};

export const message: SchemaMessage<'contains'> = ({ limit, atMost }, path) => {
  const bounds =
    atMost === undefined ? `at least ${formatCount(limit)}` : `${formatCount(limit)} to ${formatCount(atMost)}`;
  return {
    message: `${path} does not contain the required items`,
    hint: `its schema requires ${bounds} that match its contains`,
  };
};
