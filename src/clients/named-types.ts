import { pascalCase, TypeNames } from './names.js';
import type { Model, ObjectModel } from './type-model.js';

/**
 * Gives objects their names and keeps their declarations, in the order in which they are first needed. `declare` writes one,
 * and asks for the names of those inside.
 */
export class NamedTypes {
  readonly declarations: string[] = [];
  readonly #names: TypeNames;
  readonly #known = new Map<Model, string>();
  readonly #bases: ReadonlyMap<string, string>;
  readonly #declare: (object: ObjectModel, name: string) => string;

  /** `bases`: what the names of an event's types begin with, by the event's name. `taken`: names that are not free. */
  constructor(
    bases: ReadonlyMap<string, string>,
    taken: readonly string[],
    declare: (object: ObjectModel, name: string) => string,
  ) {
    this.#bases = bases;
    this.#names = new TypeNames(taken);
    this.#declare = declare;
  }

  /** A name for a type that is declared elsewhere. */
  free(wanted: string): string {
    return this.#names.free(wanted);
  }

  /** The name of an object's type, which is declared if it is not yet. */
  nameOf(object: ObjectModel): string {
    const known = this.#known.get(object);
    if (known !== undefined) return known;
    const [event = '', ...keys] = object.path;
    const inside = keys.length > 1 && keys[0] === 'properties' ? keys.slice(1) : keys;
    const name = this.#names.free([this.#bases.get(event) ?? event, ...inside].map(pascalCase).join(''));
    this.#known.set(object, name);
    // In its place before those inside, since readers come from outside.
    const index = this.declarations.push('') - 1;
    this.declarations[index] = this.#declare(object, name);
    return name;
  }
}

/** Whether nothing is known of an object's members. */
export function isAnyObject({ members, rest }: ObjectModel): boolean {
  return members.length === 0 && rest !== undefined;
}
