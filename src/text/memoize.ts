/** How many answers are kept, and of how long texts. */
const KNOWN_TEXTS = 1000;
const MAX_MEMOIZED_LENGTH = 1000;

/** Caches the results of a function of texts, for the first texts up to a limit. */
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
