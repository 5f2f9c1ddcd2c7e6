/** A word or turn that readers stumble over, and what to write instead. */
export interface BannedWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** The words that docs, help and messages do without. A term of the field is said by its name. */
export const BANNED_WORDS: readonly BannedWord[] = [
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix' },
  { pattern: /\btold\b/i, instead: 'reported, known, extracted' },
  { pattern: /\bjudg(?:e|es|ed|ing)\b/i, instead: 'check' },
  { pattern: /\bverdicts?\b/i, instead: 'result' },
  { pattern: /\b(?:story|stories|shelf)\b/i, instead: 'conversation, store' },
  { pattern: /\bsettle[sd]?\b/i, instead: 'done, flush, resolve' },
  { pattern: /\bhears?\b/i, instead: 'is called with' },
  { pattern: /\blanes?\b/i, instead: 'connection' },
  { pattern: /\b(?:mishaps?|troubles?|troubled|hopeless)\b/i, instead: 'problem, failure, unrecoverable' },
  { pattern: /\bwording\b/i, instead: 'message' },
  { pattern: /\b(?:corridor|house|rooms|doors?)\b/i, instead: 'pipeline, module, entry point' },
  { pattern: /\b(?:lets?|letting) go\b/i, instead: 'evict, drop' },
  { pattern: /\bhangs? on\b/i, instead: 'depend on' },
  { pattern: /\bturned away\b/i, instead: 'rejected' },
  { pattern: /\bpassed by\b|\bpassed over\b|\bpasse?s? over\b/i, instead: 'not shown, skipped, not selected' },
  { pattern: /\bwhoever\b/i, instead: 'name the person or the program' },
  { pattern: /\bof which nothing\b|\bof one record\b/i, instead: 'turn the sentence round' },
  { pattern: /\bso many\b|\bso long\b/i, instead: 'name the number' },
  { pattern: /\b(?<!there )(?:is|are) no (?!longer\b)/i, instead: 'is not a' },
  {
    pattern:
      /\b(?:one|a record|a problem|records|events|messages|requests) a (?:line|second|minute|conversation|step)\b/i,
    instead: 'per line, per second',
  },
  { pattern: /\bhas not the\b|\btoo much\b/i, instead: 'does not have, extra' },
];

/** What is banned in a text, each with its replacement. */
export function bannedIn(text: string): string[] {
  return BANNED_WORDS.flatMap(({ pattern, instead }) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`"${found}": say ${instead}`];
  });
}
