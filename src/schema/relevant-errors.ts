import { isObject } from '../record/record.js';
import type { KeywordError } from './event-schema.js';
import type { ResolveRef } from './json-schema.js';

/** Keywords whose errors only repeat the errors inside them. */
const PARENTS = new Set(['if', 'allOf', '$ref']);

const BRANCHING = new Set(['anyOf', 'oneOf', 'contains']);

function add(schema: unknown, resolve: ResolveRef, found: Set<object>): void {
  if (typeof schema !== 'object' || schema === null || found.has(schema)) return;
  found.add(schema);
  if (isObject(schema) && typeof schema['$ref'] === 'string') add(resolve(schema['$ref']), resolve, found);
  for (const inner of Object.values(schema)) add(inner, resolve, found);
}

const reachOfBranch = new WeakMap<object, ReadonlySet<object>>();

/** A branch with all schemas that are in it or that it refers to. */
function reachOf(branch: unknown, resolve: ResolveRef): ReadonlySet<object> {
  if (typeof branch !== 'object' || branch === null) return new Set();
  let found = reachOfBranch.get(branch);
  if (found === undefined) {
    const all = new Set<object>();
    add(branch, resolve, all);
    found = all;
    reachOfBranch.set(branch, found);
  }
  return found;
}

function isUnder(path: string, top: string): boolean {
  return path === top || path.startsWith(`${top}/`);
}

/** The errors of one branch of a keyword, at or below the value that the keyword rejected. */
function within(
  errors: readonly KeywordError[],
  { instancePath }: KeywordError,
  branch: unknown,
  schemaPath: string,
  resolve: ResolveRef,
): KeywordError[] {
  const reach = reachOf(branch, resolve);
  return errors.filter(
    (error) =>
      isUnder(error.instancePath, instancePath) &&
      ((error.parentSchema !== undefined && reach.has(error.parentSchema)) ||
        error.schemaPath.startsWith(`${schemaPath}/`)),
  );
}

const isValueTest = ({ keyword }: KeywordError): boolean => keyword === 'const' || keyword === 'enum';

/** Whether an error shows that a branch was not meant: another type, or another value where branches differ by a value. */
function rulesOut(error: KeywordError, top: string): boolean {
  if (error.keyword === 'false schema') return error.instancePath === top;
  if (error.keyword === 'type') return error.instancePath === top;
  return isValueTest(error) && /^(?:\/(?!\d+$)[^/]+)?$/.test(error.instancePath.slice(top.length));
}

function allowedBy({ keyword, params }: KeywordError): readonly unknown[] {
  return keyword === 'const' ? [params['allowedValue']] : ((params['allowedValues'] ?? []) as readonly unknown[]);
}

/** One error for branches that all fail for the same kind of reason; undefined if the reasons differ. */
function commonError(group: KeywordError, branches: readonly (readonly KeywordError[])[]): KeywordError | undefined {
  const { instancePath: top } = group;
  const perBranch = branches.map((errors) => errors.find((error) => rulesOut(error, top)));
  const first = perBranch[0];
  if (first === undefined || perBranch.includes(undefined)) return undefined;
  const reasons = perBranch as KeywordError[];
  if (reasons.every(({ keyword }) => keyword === 'type')) {
    const type = [...new Set(reasons.flatMap(({ params }) => params['type'] as string | string[]))];
    return { ...group, keyword: 'type', params: { type }, parentSchema: { type } };
  }
  if (reasons.every((error) => isValueTest(error) && error.instancePath === first.instancePath)) {
    const allowedValues = [...new Set(reasons.flatMap(allowedBy))];
    return { ...first, keyword: 'enum', params: { allowedValues }, parentSchema: { enum: allowedValues } };
  }
  return undefined;
}

/** The names of which one is needed, where all that a branch asks for is that a field be there. */
function alternatives(top: string, branches: readonly (readonly KeywordError[])[]): string[] | undefined {
  const names = branches.map((errors) =>
    errors.every(({ keyword, instancePath }) => keyword === 'required' && instancePath === top)
      ? errors.map(({ params }) => String(params['missingProperty'])).join(' with ')
      : '',
  );
  return names.length === 0 || names.includes('') ? undefined : [...new Set(names)];
}

/** What is reported for a keyword with branches, none of which fits: the errors of the branch that is meant, if it can be recognised. */
function selectErrors(
  group: KeywordError,
  inner: readonly KeywordError[],
  direct: readonly KeywordError[],
  resolve: ResolveRef,
): KeywordError[] {
  const passing = group.params['passingSchemas'];
  if (group.keyword === 'contains' || Array.isArray(passing) || !Array.isArray(group.schema)) return [group];
  const { schema, schemaPath, instancePath: top } = group;
  const errorsOf = (errors: readonly KeywordError[], index: number): KeywordError[] =>
    within(errors, group, (schema as readonly unknown[])[index], `${schemaPath}/${index}`, resolve);
  const branches = (schema as readonly unknown[]).map((_, index) => errorsOf(direct, index));
  const only = (isMeant: (errors: readonly KeywordError[]) => boolean): KeywordError[] | undefined => {
    const meant = branches.flatMap((errors, index) => (isMeant(errors) ? [index] : []));
    return meant.length === 1 && meant[0] !== undefined
      ? relevantErrors(errorsOf(inner, meant[0]), resolve)
      : undefined;
  };
  const isCandidate = (errors: readonly KeywordError[]): boolean =>
    errors.length > 0 && !errors.some((error) => rulesOut(error, top));
  const meant = only(isCandidate);
  if (meant !== undefined) return meant;
  const common = commonError(group, branches);
  if (common !== undefined) return [common];
  const ofRightType = branches.some(isCandidate)
    ? undefined
    : only((errors) => errors.length > 0 && !errors.some((error) => error.instancePath === top && !isValueTest(error)));
  if (ofRightType !== undefined) return ofRightType;
  const names = alternatives(top, branches);
  return [{ ...group, params: { ...group.params, forms: branches.length, ...(names === undefined ? {} : { names }) } }];
}

/** The errors within the branches of a keyword: Ajv leaves them behind right before the keyword's own. */
function innerErrors(errors: readonly KeywordError[], index: number, resolve: ResolveRef): KeywordError[] {
  const group = errors[index] as KeywordError;
  let start = index;
  while (start > 0 && isUnder(errors[start - 1]?.instancePath ?? '', group.instancePath)) start--;
  return within(errors.slice(start, index), group, group.schema, group.schemaPath, resolve);
}

/**
 * The errors that are reported. Keywords that only repeat others are left out. For `anyOf` and `oneOf`, the errors of the branch
 * that is meant are reported if there is exactly one such branch, else one error for all branches.
 */
export function relevantErrors(errors: readonly KeywordError[], resolve: ResolveRef): KeywordError[] {
  const rest = errors.filter(({ keyword, propertyName }) => !PARENTS.has(keyword) && propertyName === undefined);
  if (!rest.some(({ keyword }) => BRANCHING.has(keyword))) return rest;
  const innerOf = new Map(
    rest.flatMap((error, index) =>
      BRANCHING.has(error.keyword) ? [[error, innerErrors(rest, index, resolve)] as const] : [],
    ),
  );
  const hidden = new Set([...innerOf.values()].flat());
  return rest
    .filter((error) => !hidden.has(error))
    .flatMap((error) => {
      const inner = innerOf.get(error);
      if (inner === undefined) return [error];
      // A recursive schema reports deeper values again; they are not what was wrong here.
      const again = inner.filter(
        ({ schema, instancePath }) => schema === error.schema && instancePath !== error.instancePath,
      );
      const deeper = new Set(again.flatMap((group) => innerOf.get(group) ?? []));
      const direct = inner.filter((one) => !deeper.has(one));
      return selectErrors(error, inner, direct, resolve);
    });
}
