/** What a field is, from its description in the schema: the first sentence, without its full stop. */
export function firstSentence(description: string): string {
  const end = description.search(/\.(\s|$)/);
  const sentence = end === -1 ? description : description.slice(0, end);
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
