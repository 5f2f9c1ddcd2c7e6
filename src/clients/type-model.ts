/** The types of values that have no parts. */
export type Scalar = 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** What the types of a language can say about a value; what they cannot say (lengths, patterns, ranges) is left out. */
export type Model =
  | { readonly kind: 'any' | 'never' }
  | { readonly kind: 'scalar'; readonly type: Scalar }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'list'; readonly items: Model }
  /** The first `required` of `items` must be there. Without `rest`, nothing may follow them. */
  | {
      readonly kind: 'tuple';
      readonly items: readonly Model[];
      readonly required: number;
      readonly rest: Model | undefined;
    }
  | ObjectModel
  | { readonly kind: 'union'; readonly members: readonly Model[] };

/** An object. Its members are filled in after it was made, since it may hold itself. */
export interface ObjectModel {
  readonly kind: 'object';
  /** The keys that lead to it from the event's properties, to name it. */
  readonly path: readonly string[];
  readonly description: string | undefined;
  members: readonly MemberModel[];
  /** What other keys may hold; undefined if there may be none. */
  rest: Model | undefined;
}

/** One key of an object. */
export interface MemberModel {
  readonly name: string;
  readonly model: Model;
  readonly required: boolean;
  readonly description: string | undefined;
}

export const ANY: Model = { kind: 'any' };
export const NEVER: Model = { kind: 'never' };

/** A union, flat and without repeats; the model itself if there is only one. */
export function unionOf(models: readonly Model[]): Model {
  const flat = models.flatMap((model) => (model.kind === 'union' ? model.members : [model]));
  if (flat.some(({ kind }) => kind === 'any')) return ANY;
  const seen = new Map<unknown, Model>();
  for (const model of flat) {
    if (model.kind === 'never') continue;
    // Objects, lists and tuples are made once per schema.
    const key =
      model.kind === 'scalar' ? model.type : model.kind === 'literal' ? `=${JSON.stringify(model.value)}` : model;
    seen.set(key, model);
  }
  const members = [...seen.values()];
  if (members.length === 0) return NEVER;
  return members.length === 1 ? (members[0] as Model) : { kind: 'union', members };
}
