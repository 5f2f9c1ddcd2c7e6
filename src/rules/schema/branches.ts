import type { SchemaDetailsOf } from '../../problem/schema-details.js';
import { formatCount } from '../../text/count.js';
import type { Message } from '../rule.js';
import { firstSentence } from './first-sentence.js';
import { nameList } from './name-list.js';

/** A value fits no branch of `anyOf` or `oneOf`, or more than one where only one may fit. */
export function branchMismatch(
  { forms, fitting, alternatives, description }: SchemaDetailsOf<'anyOf' | 'oneOf'>,
  path: string,
): Message {
  if (fitting !== undefined) {
    const several = fitting.length === 2 ? 'two forms' : 'several forms';
    return {
      message: `${path} fits ${several} of its schema at once (${fitting.join(' and ')}); only one may fit`,
      hint: 'leave out what makes it fit the other one, or make the forms of the schema exclude each other',
    };
  }
  if (alternatives !== undefined) {
    return {
      message: `${path} lacks a field: one of ${nameList(alternatives)} is needed`,
      hint: `add ${alternatives.length === 1 ? 'it' : 'one of them'}`,
    };
  }
  return {
    message: `${path} fits none of the ${formatCount(forms)} forms that its schema allows`,
    hint: description === undefined ? 'compare it with the forms in its schema' : `it is ${firstSentence(description)}`,
  };
}
