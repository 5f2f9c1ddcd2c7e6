/**
 * @typedef {object} CodeBlock
 * @property {string} language the first word of the info string, such as `sh`
 * @property {readonly string[]} flags the words of the info string without an equals sign
 * @property {Readonly<Record<string, string>>} settings the words with one: `exit=1` is `{ exit: '1' }`
 * @property {string} text the contents, with a line end after each line
 * @property {number} line the line of the opening fence, from 1
 * @property {number} start where the contents begin in the page
 * @property {number} end where they end
 */

/**
 * @param {string} page a page in Markdown
 * @returns {CodeBlock[]} its fenced code blocks, in their order
 */
export function codeBlocks(page) {
  return [...page.matchAll(/^(`{3,})([^\n`]*)\n([\s\S]*?)^\1$/gm)].map((match) => {
    const [, fence = '', info = '', text = ''] = match;
    const [language = '', ...words] = info.trim().split(/\s+/);
    const start = match.index + fence.length + info.length + 1;
    return {
      language,
      flags: words.filter((word) => !word.includes('=')),
      settings: Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => word.split('=', 2))),
      text,
      line: page.slice(0, match.index).split('\n').length,
      start,
      end: start + text.length,
    };
  });
}
