// Reads the command line as `--help` prints it, so that nothing here depends on how the commands are written.
import { Readable, Writable } from 'node:stream';
import { ROOT } from './pages.js';

const { main } = await import(`${ROOT}dist/cli.cjs`);

/**
 * @typedef {{ name: string, description: string }} Row
 * @typedef {{ title: string, rows: Row[] }} Section
 */

/** @param {readonly string[]} argv @returns {Promise<string>} what the command line prints, unwrapped */
async function printed(argv) {
  let text = '';
  const sink = () =>
    Object.assign(
      new Writable({
        write(chunk, _, done) {
          text += chunk;
          done();
        },
      }),
      { columns: 100_000 },
    );
  const code = await main(argv, { stdin: Readable.from([]), stdout: sink(), stderr: sink(), env: {}, cwd: () => ROOT });
  if (code !== 0) throw new Error(`copilot-events ${argv.join(' ')} ended with ${code}: ${text}`);
  return text;
}

/** @param {string} [command] @returns {Promise<string>} the help of a command, or of the program, with one line per option */
export async function helpText(command) {
  return printed(command === undefined ? ['--help'] : [command, '--help']);
}

/** @param {string} help @returns {Section[]} its lists: arguments, options and commands, under their titles */
export function sectionsOf(help) {
  /** @type {Section[]} */
  const sections = [];
  for (const line of help.split('\n')) {
    const title = /^(\S[^:]*):$/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, rows: [] });
    else if (/^\S/.test(line)) sections.push({ title: '', rows: [] });
    const [, name, description] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
    if (name !== undefined) sections.at(-1)?.rows.push({ name, description: description ?? '' });
  }
  return sections.filter(({ title, rows }) => title !== '' && title !== 'Examples' && rows.length > 0);
}

/** @returns {Promise<string[]>} the names of all commands but `help` */
export async function commandNames() {
  const commands = sectionsOf(await helpText()).find(({ title }) => title === 'Commands');
  return (commands?.rows ?? []).map(({ name }) => name.split(' ')[0] ?? '').filter((name) => name !== 'help');
}
