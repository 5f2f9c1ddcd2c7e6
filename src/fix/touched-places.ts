import { appendToPointer } from '../text/json-pointer.js';
import type { Edit } from './edit-text.js';
import { parentPointers } from './pointers.js';

function placesOf(edit: Edit): string[] {
  switch (edit.kind) {
    case 'replace':
      return [edit.pointer];
    case 'rename':
      return [appendToPointer(edit.object, edit.from), appendToPointer(edit.object, edit.to)];
    case 'move':
      return [appendToPointer(edit.object, edit.from), appendToPointer(edit.into, edit.to)];
    case 'add-object':
      // Several fixes may need the same object.
      return [];
    default:
      return [appendToPointer(edit.object, edit.name)];
  }
}

/** The places that fixes change, so that two fixes made at once do not change the same value or one inside the other. */
export class TouchedPlaces {
  readonly #places = new Set<string>();
  readonly #parents = new Set<string>();

  /** Adds the places of edits; false, and nothing is added, if one of them is touched already. */
  add(edits: readonly Edit[]): boolean {
    const places = edits.flatMap(placesOf);
    if (places.some((place) => this.#isTouched(place))) return false;
    for (const place of places) {
      this.#places.add(place);
      for (const parent of parentPointers(place)) this.#parents.add(parent);
    }
    return true;
  }

  #isTouched(place: string): boolean {
    if (this.#places.has(place) || this.#parents.has(place)) return true;
    return parentPointers(place).some((parent) => this.#places.has(parent));
  }
}
