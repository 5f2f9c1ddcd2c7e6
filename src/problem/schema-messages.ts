import { countOf, formatCount } from '../text/count.js';
import { safeName } from '../text/safe-name.js';
import type { DateTimeFault, NearMiss, SchemaFault } from './finding.js';
import type { Message } from './messages.js';

const DATE_TIME_HINTS: Record<DateTimeFault, string> = {
  epoch:
    'that looks like seconds or milliseconds since 1970; in JavaScript, new Date(ms).toISOString() writes it right',
  'no-offset': 'add the offset: Z for UTC, or one like +02:00',
  'no-time': 'add the time and the offset, such as 2024-05-15T15:00:00Z',
  'no-t': 'put a T between date and time, such as 2024-05-15T15:00:00Z',
  'offset-form': 'write the offset as Z or with a colon, such as +05:30',
  impossible: 'there is no such day or time; check the numbers',
  other: 'write it like 2024-05-15T15:00:00Z; in JavaScript, new Date().toISOString() does',
};

/** What the field is, from its description: the first sentence, without its full stop. */
function firstSentence(description: string): string {
  const end = description.search(/\.(\s|$)/);
  const sentence = end === -1 ? description : description.slice(0, end);
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

function typeHint({ found, needed, numeric, dateTime, required }: SchemaFault): string | undefined {
  if (dateTime !== undefined) return DATE_TIME_HINTS[dateTime];
  if (needed === undefined) return undefined;
  if (found === 'null') return required ? `give ${needed}` : `null counts as a value: give ${needed}, or leave it out`;
  if (numeric === true) return 'send it as a number, without quotes';
  if (found === 'a string' && /number|integer/.test(needed)) return `send ${needed}, such as 5`;
  if (found === 'a boolean' && needed === 'a number') return 'send a number, such as 1 for good and 0 for bad';
  if (found === 'a number' && needed.includes('string')) return 'send it as a string, in double quotes';
  if (needed === 'an object') return `send an object: {"key": "value"}`;
  return `send ${needed}`;
}

function allowedList(allowed: readonly string[]): string {
  const shown = allowed.slice(0, 8).map((value) => safeName(value));
  const list = shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
  return allowed.length > shown.length ? `${shown.join(', ')} or one of ${allowed.length - shown.length} more` : list;
}

function limitMessage(fault: SchemaFault, path: string, unit: string): Message {
  const { keyword, limit = 0, length = 0, found } = fault;
  const over = keyword.startsWith('max');
  if (found === 'an empty string') {
    const hint = fault.required ? 'give it a value' : 'give it a value, or leave it out';
    return { message: `${path} is an empty string; ${fault.needed ?? 'a longer one'} is needed`, hint };
  }
  const bound = over ? 'at most' : 'at least';
  const verb = over ? 'allowed' : 'needed';
  return {
    message: `${path} has ${countOf(length, unit)}; ${bound} ${formatCount(limit)} ${limit === 1 ? 'is' : 'are'} ${verb}`,
    hint: over ? 'shorten it' : 'give it more',
  };
}

function nameList(names: readonly string[]): string {
  return `${names
    .slice(0, 4)
    .map((name) => safeName(name))
    .join(', ')}${names.length > 4 ? ' and more' : ''}`;
}

/** How to fix a missing object whose fields stand at the top level, perhaps under other names. */
function straysHint(strays: readonly NearMiss[], where: string): string {
  const it = strays.length === 1 ? 'it' : 'them';
  const renamed = strays.some(({ foundName, name }) => foundName !== name);
  const as = renamed ? ` as ${nameList(strays.map(({ name }) => name))}` : '';
  return `found ${nameList(strays.map(({ foundName }) => foundName))} at the top level; move ${it} into ${where}${as}`;
}

function formatName(format: string | undefined): string {
  return format === undefined || /^an? /.test(format)
    ? (format ?? 'in its format')
    : `of the format ${safeName(format)}`;
}

function containsMessage({ limit = 1, atMost }: SchemaFault, where: string): Message {
  const bounds =
    atMost === undefined ? `at least ${formatCount(limit)}` : `${formatCount(limit)} to ${formatCount(atMost)}`;
  return {
    message: `${where} has not the items that its schema asks for under contains`,
    hint: `${bounds} of its items must be of that kind`,
  };
}

function formsMessage({ forms = 0, fitting, alternatives, description }: SchemaFault, where: string): Message {
  if (fitting !== undefined) {
    return {
      message: `${where} fits ${fitting.length === 2 ? 'two forms' : 'several forms'} of its schema at once (${fitting.join(' and ')}); only one may fit`,
      hint: 'leave out what makes it fit the other one, or tell the forms apart in the schema',
    };
  }
  if (alternatives !== undefined) {
    return {
      message: `${where} lacks a field: one of ${nameList(alternatives)} is needed`,
      hint: `add ${alternatives.length === 1 ? 'it' : 'one of them'}`,
    };
  }
  return {
    message: `${where} fits none of the ${formatCount(forms)} forms that its schema allows`,
    hint: description === undefined ? 'compare it with the forms in its schema' : `it is ${firstSentence(description)}`,
  };
}

/**
 * The words for what a JSON Schema keyword found. `path` names the field as people write it; `nearMiss` says how to fix
 * a field that is missing while its value sits elsewhere.
 */
export function schemaMessage(fault: SchemaFault, path: string, nearMiss: string | undefined): Message {
  const where = path === '' ? 'the record' : path;
  const { keyword, found, needed, limit } = fault;
  switch (keyword) {
    case 'required': {
      const what = fault.description === undefined ? '' : `: ${firstSentence(fault.description)}`;
      const strays = fault.strays === undefined ? undefined : straysHint(fault.strays, where);
      return { message: `${where} is missing`, hint: nearMiss ?? strays ?? `add ${needed ?? 'it'}${what}` };
    }
    case 'type': {
      const hint = nearMiss ?? typeHint(fault);
      return {
        message: `${where} is ${found}; ${needed ?? 'another type'} is needed`,
        ...(hint === undefined ? {} : { hint }),
      };
    }
    case 'const':
    case 'enum': {
      const allowed = fault.allowed ?? [];
      const isValue = found === 'a string' || found === 'a number' || found === 'a boolean';
      return {
        message: `${where} is ${found}${isValue ? ' that is not allowed here' : ''}`,
        hint: `use ${allowedList(allowed)}`,
      };
    }
    case 'minLength':
    case 'maxLength':
      return limitMessage(fault, where, 'character');
    case 'minItems':
    case 'maxItems':
      return limitMessage(fault, where, 'item');
    case 'items':
    case 'additionalItems':
    case 'unevaluatedItems':
      return limitMessage({ ...fault, keyword: 'maxItems' }, where, 'item');
    case 'minProperties':
    case 'maxProperties':
      return limitMessage(fault, where, 'key');
    case 'minimum':
      return { message: `${where} is below ${limit}`, hint: `send ${needed ?? `at least ${limit}`}` };
    case 'exclusiveMinimum':
      return { message: `${where} is not above ${limit}`, hint: `send more than ${limit}` };
    case 'maximum':
      return { message: `${where} is above ${limit}`, hint: `send ${needed ?? `at most ${limit}`}` };
    case 'exclusiveMaximum':
      return { message: `${where} is not below ${limit}`, hint: `send less than ${limit}` };
    case 'multipleOf':
      return { message: `${where} is no multiple of ${limit}`, hint: `send a multiple of ${limit}` };
    case 'format':
      return fault.dateTime === undefined
        ? {
            message: `${where} is not ${formatName(fault.format)}`,
            hint: 'fix the value, or the format in the schema',
          }
        : { message: `${where} is not an RFC 3339 date-time`, hint: DATE_TIME_HINTS[fault.dateTime] };
    case 'pattern': {
      const what = fault.description === undefined ? '' : `; it is ${firstSentence(fault.description)}`;
      return {
        message: `${where} does not match the pattern of its schema`,
        hint: `it must match ${safeName(fault.pattern ?? '', 200)}${what}`,
      };
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const meant = fault.meant === undefined ? undefined : `did you mean ${safeName(fault.meant)}?`;
      const hint = nearMiss ?? meant ?? 'remove it, or add it to the schema';
      return { message: `${where} is not a field of its schema`, hint };
    }
    case 'propertyNames':
      return { message: `${where} is a key that its schema does not allow`, hint: 'rename it, or allow it there' };
    case 'false schema':
      return {
        message: `${where} must not be there`,
        hint: 'remove it; its schema is false, which no value satisfies',
      };
    case 'not':
      return {
        message: `${where} is what its schema rules out`,
        hint: `give another value; the schema has it under not${fault.description === undefined ? '' : ` (${firstSentence(fault.description)})`}`,
      };
    case 'contains':
      return containsMessage(fault, where);
    case 'anyOf':
    case 'oneOf':
      return formsMessage(fault, where);
    case 'dependencies':
    case 'dependentRequired':
      return {
        message: `${where} is missing, which ${safeName(fault.key ?? 'another field')} calls for`,
        hint: `add it, or remove ${safeName(fault.key ?? 'the other field')}`,
      };
    case 'uniqueItems':
      return { message: `${where} repeats the item at index ${fault.twin ?? 0}`, hint: 'remove one of them' };
    default:
      return { message: `${where} ${fault.fallback ?? `does not satisfy ${safeName(keyword)}`}` };
  }
}
