import { INVISIBLE } from './invisible.js';

const UNSEEN = new RegExp(`[${INVISIBLE}]`, 'gu');

/** A text in which characters that are not seen, such as those that reverse the text behind them, stand by their code points. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    return `[U+${code}]`;
  });
}
