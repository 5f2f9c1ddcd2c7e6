/** How many answers are kept, and of how long texts. */
const KNOWN_TEXTS = 1000;
const MAX_MEMOIZED_LENGTH = 1000;

/** A function of texts that remembers its answers, as long as they are few: the same texts come again and again. */
export function memoize<Answer extends string | readonly string[]>(
  make: (text: string) => Answer,
): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined) return answer;
    const made = make(text);
    if (known.size < KNOWN_TEXTS && text.length <= MAX_MEMOIZED_LENGTH) known.set(text, made);
    return made;
  };
}
