// Writes the usage, arguments and options of a command into its page, between two marks.
import { helpText, sectionsOf } from './command-line.js';

const BEGIN = '<!-- Generated from `--help` by `npm run docs`. -->';
const END = '<!-- /generated -->';
const HELP_OPTION = '-h, --help';

/** Text in a cell of a table. @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** A column of code. @param {string} text */
function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** @param {string} command @returns {Promise<string>} the generated part of its page */
export async function optionTables(command) {
  const help = await helpText(command);
  const usage = /^Usage: (.*)$/m.exec(help)?.[1] ?? '';
  const lists = sectionsOf(help)
    .filter(({ title }) => /arguments|options/i.test(title))
    .map(({ title, rows }) => {
      const shown = rows.filter(({ name }) => name !== HELP_OPTION);
      const head = `| ${title.toLowerCase().replace(/s$/, '')} | meaning |\n|---|---|`;
      return [head, ...shown.map(({ name, description }) => `| ${code(name)} | ${cell(description)} |`)].join('\n');
    })
    .filter((list) => list.split('\n').length > 2);
  return ['```text', usage, '```', '', lists.join('\n\n')].join('\n');
}

/**
 * @param {string} page the page of a command
 * @param {string} command
 * @returns {Promise<string>} the page with its tables as they are now
 * @throws if the page has no marks
 */
export async function withOptionTables(page, command) {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/commands/${command}.md lacks ${BEGIN} or ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${await optionTables(command)}\n\n${page.slice(end)}`;
}
