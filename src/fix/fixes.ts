import type { Finding, NearMiss, RuleId } from '../problem/finding.js';
import type { SchemaDetails } from '../problem/schema-details.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { appendToPointer, pointerKeys } from '../text/json-pointer.js';
import { normalName } from '../text/normal-name.js';
import type { Edit } from './edit-text.js';
import { numberIn } from './right-forms.js';
import type { FixContext } from './right-literal.js';
import { idLiteral, rightLiteral } from './right-literal.js';

/** How one problem is fixed: the edits, all or none of which are made. */
export interface Fix {
  readonly rule: RuleId;
  /** That of the problem. */
  readonly pointer: string;
  readonly edits: readonly Edit[];
}

function objectPointer(name: string): string {
  return name === '' ? '' : appendToPointer('', name);
}

/** The pointer of the object in which the value was found. */
function foundPointer({ within, foundIn }: NearMiss): string {
  return within ?? objectPointer(foundIn);
}

/**
 * Moves a value to its field. Not if another key may mean the field, too; nor for a `message_id` at the top level of a call that
 * has no messageId there: it may be the chat message's or Segment's.
 */
function nearMissEdits(nearMiss: NearMiss, pointer: string, context: FixContext): Edit[] | undefined {
  const moved = moveEdits(nearMiss, pointer);
  if (moved === undefined || nearMiss.sendAs === undefined) return moved;
  const { foundName, name, belongsIn, sendAs } = nearMiss;
  const literal = context.literalAt(appendToPointer(foundPointer(nearMiss), foundName));
  const right = sendAs === 'string' ? idLiteral(JSON.parse(literal), literal) : numberIn(String(JSON.parse(literal)));
  const converted = replace(appendToPointer(objectPointer(belongsIn), name), right);
  return converted === undefined ? moved : [...moved, ...converted];
}

function moveEdits(nearMiss: NearMiss, pointer: string): Edit[] | undefined {
  const { foundName, foundIn, name, belongsIn, unsure, mayBeOfCall } = nearMiss;
  if (unsure === true || mayBeOfCall === true) return undefined;
  // The one object may lie at any depth; it is that of the problem's own pointer, wherever else that leads.
  if (foundIn === belongsIn) {
    return [{ kind: 'rename', object: pointer.slice(0, pointer.lastIndexOf('/')), from: foundName, to: name }];
  }
  const [object, into] = [foundPointer(nearMiss), objectPointer(belongsIn)];
  return [
    ...(belongsIn === '' ? [] : [{ kind: 'add-object', object: '', name: belongsIn } as const]),
    { kind: 'move', object, from: foundName, into, to: name },
  ];
}

/** The same where an unusable value stands in its place. */
function replacingEdits(nearMiss: NearMiss, pointer: string, context: FixContext): Edit[] | undefined {
  const edits = nearMissEdits(nearMiss, pointer, context);
  return edits && [{ kind: 'remove', object: objectPointer(nearMiss.belongsIn), name: nearMiss.name }, ...edits];
}

/** Makes the missing object of the fields at the top level, if it is clear which field each of them is. */
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

/** Makes the properties of an identify call its traits, unless a trait of the same name exists. */
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

type FindingOf<Rule extends Finding['rule']> = Extract<Finding, { rule: Rule }>;

function typeEdits({ details, pointer }: FindingOf<'call/unknown-type'>, context: FixContext): Edit[] | undefined {
  const { nearMiss, found = '', suggestion } = details;
  if (nearMiss !== undefined) return nearMissEdits(nearMiss, pointer, context);
  const isRespelled = suggestion !== undefined && normalName(found) === normalName(suggestion);
  return isRespelled ? replace(pointer, JSON.stringify(suggestion)) : undefined;
}

function identityEdits(
  { details, pointer }: FindingOf<'call/missing-identity'>,
  context: FixContext,
): Edit[] | undefined {
  const { nearMiss, found } = details;
  if (nearMiss !== undefined) {
    const isInPlace = found?.name === nearMiss.name;
    return (isInPlace ? replacingEdits : nearMissEdits)(nearMiss, pointer, context);
  }
  if (found?.kind !== 'a number' && found?.kind !== 'an object') return undefined;
  return replace(pointer, idLiteral(valueAt(context.value, pointer), context.literalAt(pointer)));
}

function schemaEdits(details: SchemaDetails, pointer: string, context: FixContext): Edit[] | undefined {
  if ('nearMiss' in details && details.nearMiss !== undefined) {
    const isInPlace = details.keyword === 'type' || details.keyword === 'minLength';
    return (isInPlace ? replacingEdits : nearMissEdits)(details.nearMiss, pointer, context);
  }
  if ('strays' in details && details.strays !== undefined) return strayEdits(details.strays, pointer);
  return replace(pointer, rightLiteral(details, pointer, context));
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
    case 'call/unknown-type':
      return typeEdits(finding, context);
    case 'call/missing-identity':
      return identityEdits(finding, context);
    case 'event/misspelled-name':
    case 'event/outdated-name':
      return replace(pointer, JSON.stringify(finding.details.name));
    case 'value/placeholder':
      return finding.details.nearMiss && replacingEdits(finding.details.nearMiss, pointer, context);
    case 'property/misplaced':
      return 'besideBatch' in finding.details ? undefined : nearMissEdits(finding.details, pointer, context);
    case 'property/misspelled-name':
      return nearMissEdits(finding.details, pointer, context);
    default:
      if (!finding.rule.startsWith('schema/')) return undefined;
      return schemaEdits(finding.details as SchemaDetails, pointer, context);
  }
}

/** The near-misses in a finding's details, whatever its rule. */
function nearMissesOf({ rule, details }: Finding): readonly NearMiss[] {
  if (rule === 'property/misplaced' || rule === 'property/misspelled-name') return [];
  const { nearMiss, strays = [] } = details as { readonly nearMiss?: NearMiss; readonly strays?: readonly NearMiss[] };
  return nearMiss === undefined ? strays : [nearMiss];
}

/**
 * The rules by which `--only` chooses a finding: its own, and for a field that is missing while its value is misnamed or
 * misplaced, the rule that would warn of the name or the place.
 */
export function choosableRules(finding: Finding): readonly string[] {
  const ofNames = nearMissesOf(finding).map(({ foundIn, belongsIn }) =>
    foundIn === belongsIn ? 'property/misspelled-name' : 'property/misplaced',
  );
  return [finding.rule, ...ofNames];
}

/** The fix of a problem; undefined if it has no single correct one. */
export function fixFor(finding: Finding, context: FixContext): Fix | undefined {
  const edits = editsFor(finding, context);
  return edits === undefined ? undefined : { rule: finding.rule, pointer: finding.pointer, edits };
}
