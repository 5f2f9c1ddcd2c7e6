/** The pointers of all values that contain the value at a pointer, the nearest first; the record itself is left out. */
export function parentPointers(pointer: string): string[] {
  const parents: string[] = [];
  for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    parents.push(pointer.slice(0, end));
  }
  return parents;
}
