/** Verbs whose past does not end in -ed, as far as event names use them. */
const IRREGULAR: Readonly<Record<string, string>> = {
  sent: 'send',
  begun: 'begin',
  began: 'begin',
  given: 'give',
  gave: 'give',
  made: 'make',
  read: 'read',
  seen: 'see',
  shown: 'show',
  taken: 'take',
  took: 'take',
  chosen: 'choose',
  chose: 'choose',
  left: 'leave',
  written: 'write',
};

/** Words that turn the meaning of a name around: with one of them more, another event is meant. */
const OTHER_MEANING = new Set([
  ...['not', 'never', 'fail', 'failed', 'failure', 'error', 'abort', 'aborted', 'cancel', 'canceled', 'cancelled'],
  ...['reject', 'rejected', 'undo', 'undone', 'before', 'retry', 'retried'],
]);

/** What is left of a word at least, when its ending is taken off. */
const MIN_STEM = 3;
/** Names have few words; longer ones are not compared. */
const MAX_WORDS = 10;

function stemOf(word: string): string {
  const known = Object.hasOwn(IRREGULAR, word) ? IRREGULAR[word] : undefined;
  const stem = (known ?? word)
    .replace(/(?:ing|ed|es|s)$/, '')
    .replace(/([bdglmnprt])\1$/, '$1')
    .replace(/e$/, '');
  return stem.length < MIN_STEM ? (known ?? word) : stem;
}

/** The words of a name without the endings of tense and number: `conversationStarted` has `conversation` and `start`. */
export function stemsOf(name: string): readonly string[] {
  return wordsOf(name).map(stemOf);
}

function wordsOf(name: string): string[] {
  const spaced = name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return spaced.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

/** How a name differs from a known one: its words in another form or order, or one word more. */
export type WordDifference = 'word-form' | 'extra-word';

/** How a name differs from the known one with these stems; undefined if they have little in common. */
export function wordDifference(name: string, known: readonly string[]): WordDifference | undefined {
  const words = wordsOf(name);
  if (words.length > MAX_WORDS || known.length === 0) return undefined;
  const stems = words.map(stemOf);
  if (isEqual(stems.toSorted(), known.toSorted())) return 'word-form';
  // With one word less, a name of one word would be part of too many others.
  if (known.length < 2 || stems.length !== known.length + 1) return undefined;
  const hasOneMore = words.some((word, index) => !OTHER_MEANING.has(word) && isEqual(stems.toSpliced(index, 1), known));
  return hasOneMore ? 'extra-word' : undefined;
}
