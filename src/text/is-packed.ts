/** Whether a file is packed, by its name. */
export function isPacked(file: string): boolean {
  return /\.gz$/i.test(file);
}
