import leven from 'leven';

/** Whether two neighbouring letters of one word are swapped in the other, the commonest of all slips. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return a[index] === b[index + 1] && a[index + 1] === b[index] && a.slice(index + 2) === b.slice(index + 2);
}

/** Whether two different words differ by one letter more, less or other, or by two neighbours that are swapped. */
export function oneEditAway(a: string, b: string): boolean {
  return a !== b && (leven(a, b, { maxDistance: 2 }) === 1 || isSwapped(a, b));
}
