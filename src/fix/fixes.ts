import type { Finding, NearMiss, RuleId } from '../problem/finding.js';
import type { SchemaDetails } from '../problem/schema-details.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { appendToPointer, pointerKeys } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import type { Edit } from './edit-text.js';
import { epochDateTime, fixedDateTime, numberIn } from './right-forms.js';

/** How one problem is fixed: the edits, all or none of which are made. */
export interface Fix {
  readonly rule: RuleId;
  /** That of the problem. */
  readonly pointer: string;
  readonly edits: readonly Edit[];
}

/** What a fix is worked out from. */
export interface FixContext {
  readonly value: JsonObject;
  /** How the value at a pointer is written. */
  readonly literalAt: (pointer: string) => string;
  /** The time in milliseconds since 1970. */
  readonly now: number;
}

function objectPointer(name: string): string {
  return name === '' ? '' : appendToPointer('', name);
}

/**
 * Puts a value where it belongs. Not if another key may mean the field, too; nor a `message_id` at the top level of a call that
 * has no messageId there: it may be the chat message's or Segment's.
 */
function nearMissEdits(nearMiss: NearMiss, pointer: string, context: FixContext): Edit[] | undefined {
  const moved = moveEdits(nearMiss, pointer, context);
  if (moved === undefined || nearMiss.sendAs === undefined) return moved;
  const { foundName, foundIn, name, belongsIn, sendAs } = nearMiss;
  const literal = context.literalAt(appendToPointer(objectPointer(foundIn), foundName));
  const right = sendAs === 'string' ? idLiteral(literal) : numberIn(String(JSON.parse(literal)));
  const converted = replace(appendToPointer(objectPointer(belongsIn), name), right);
  return converted === undefined ? moved : [...moved, ...converted];
}

function moveEdits(nearMiss: NearMiss, pointer: string, { value }: FixContext): Edit[] | undefined {
  const { foundName, foundIn, name, belongsIn, unsure } = nearMiss;
  if (unsure === true) return undefined;
  // The one object may lie at any depth; it is that of the problem's own pointer, wherever else that leads.
  if (foundIn === belongsIn) {
    return [{ kind: 'rename', object: pointer.slice(0, pointer.lastIndexOf('/')), from: foundName, to: name }];
  }
  const [object, into] = [objectPointer(foundIn), objectPointer(belongsIn)];
  if (foundIn === '' && name === 'messageId' && !Object.hasOwn(value, 'messageId')) return undefined;
  return [
    ...(belongsIn === '' ? [] : [{ kind: 'add-object', object: '', name: belongsIn } as const]),
    { kind: 'move', object, from: foundName, into, to: name },
  ];
}

/** Makes the missing object of the fields that stand at the top level, if each can be told from the others. */
function strayEdits(strays: readonly NearMiss[], pointer: string): Edit[] | undefined {
  if (strays.every(({ name }) => name === 'messageId')) return undefined;
  if (strays.some(({ unsure, foundIn }) => unsure === true || foundIn !== '')) return undefined;
  const [name = ''] = pointerKeys(pointer);
  return [
    { kind: 'add', object: '', name, literal: '{}' },
    ...strays.map(
      (stray): Edit => ({ kind: 'move', object: '', from: stray.foundName, into: pointer, to: stray.name }),
    ),
  ];
}

function replace(pointer: string, literal: string | undefined): Edit[] | undefined {
  return literal === undefined ? undefined : [{ kind: 'replace', pointer, literal }];
}

/** An id that is a whole number, digit for digit as a string. */
function idLiteral(literal: string): string | undefined {
  return /^\d+$/.test(literal) ? `"${literal}"` : undefined;
}

/** The literal of the right type and form, where the value can mean one thing only. */
function rightLiteral(
  details: SchemaDetails,
  pointer: string,
  { value, literalAt, now }: FixContext,
): string | undefined {
  const found = valueAt(value, pointer);
  const inQuotes = (text: string | undefined) => (text === undefined ? undefined : JSON.stringify(text));
  if ('dateTime' in details && details.dateTime !== undefined) {
    if (typeof found === 'number') return inQuotes(epochDateTime(literalAt(pointer), now));
    if (typeof found !== 'string') return undefined;
    return inQuotes(/^epoch/.test(details.dateTime) ? epochDateTime(found, now) : fixedDateTime(found));
  }
  if (details.keyword !== 'type') return undefined;
  // A line break would end the record's line.
  if (details.stringified === true && typeof found === 'string' && !/[\n\r]/.test(found)) return found.trim();
  if (details.numeric === true && typeof found === 'string') return numberIn(found);
  const isId = /id$/i.test(pointerKeys(pointer).at(-1) ?? '');
  if (typeof found === 'number' && isId && details.needed?.includes('string') === true)
    return idLiteral(literalAt(pointer));
  return undefined;
}

/** All that was put into properties of an identify call, as its traits; not where a trait of that name is there already. */
function traitEdits({ value }: FixContext): Edit[] | undefined {
  const { properties, traits } = value;
  if (!Object.hasOwn(value, 'traits')) return [{ kind: 'rename', object: '', from: 'properties', to: 'traits' }];
  if (!isObject(properties) || !isObject(traits)) return undefined;
  const names = Object.keys(properties);
  if (names.some((name) => Object.hasOwn(traits, name))) return undefined;
  return [
    ...names.map((name): Edit => ({ kind: 'move', object: '/properties', from: name, into: '/traits', to: name })),
    { kind: 'remove', object: '', name: 'properties' },
  ];
}

function editsFor(finding: Finding, context: FixContext): Edit[] | undefined {
  const { pointer } = finding;
  switch (finding.rule) {
    case 'call/action-as-type':
      return [{ kind: 'rename', object: '', from: 'action', to: 'type' }];
    case 'call/missing-type':
      return [{ kind: 'add', object: '', name: 'type', literal: '"track"', first: true }];
    case 'call/properties-on-identify':
      return traitEdits(context);
    case 'call/unknown-type': {
      const { nearMiss, found = '', suggestion } = finding.details;
      if (nearMiss !== undefined) return nearMissEdits(nearMiss, pointer, context);
      const isRespelled = suggestion !== undefined && normalName(found) === normalName(suggestion);
      return isRespelled ? replace(pointer, JSON.stringify(suggestion)) : undefined;
    }
    case 'call/missing-identity': {
      const { nearMiss, found } = finding.details;
      if (nearMiss !== undefined) return nearMissEdits(nearMiss, pointer, context);
      return found?.kind === 'a number' ? replace(pointer, idLiteral(context.literalAt(pointer))) : undefined;
    }
    case 'event/misspelled-name':
    case 'event/outdated-name':
      return replace(pointer, JSON.stringify(finding.details.name));
    case 'property/misplaced':
    case 'property/misspelled-name':
      return nearMissEdits(finding.details, pointer, context);
    default: {
      if (!finding.rule.startsWith('schema/')) return undefined;
      const details = finding.details as SchemaDetails;
      if ('nearMiss' in details && details.nearMiss !== undefined) {
        return nearMissEdits(details.nearMiss, pointer, context);
      }
      if ('strays' in details && details.strays !== undefined) return strayEdits(details.strays, pointer);
      return replace(pointer, rightLiteral(details, pointer, context));
    }
  }
}

/** The fix of a problem; undefined if it has no single right answer. */
export function fixFor(finding: Finding, context: FixContext): Fix | undefined {
  const edits = editsFor(finding, context);
  return edits === undefined ? undefined : { rule: finding.rule, pointer: finding.pointer, edits };
}
