/** A command as a CI runner takes it out of a log. */
export interface RunnerCommand {
  readonly version: 1 | 2;
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

// A percent sign last, as the runner does.
const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const unescapeProperty = (text: string): string => unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

/** `::error file=a,line=1::data`, at the start of a line but for white space. */
function secondVersion(line: string): RunnerCommand | undefined {
  const trimmed = line.trimStart();
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1;
  if (end === -1) return undefined;
  const [name = '', ...rest] = trimmed.slice(2, end).split(' ');
  const pairs = rest.join(' ').split(',');
  const properties = pairs
    .filter((pair) => pair.includes('='))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeProperty(pair.slice(pair.indexOf('=') + 1))]);
  return { version: 2, name, properties: Object.fromEntries(properties), data: unescapeData(trimmed.slice(end + 2)) };
}

/** `##[error]data` anywhere in a line, and the forms of Azure Pipelines and TeamCity. */
function firstVersion(line: string): RunnerCommand | undefined {
  const found = /##([a-z]*\[[^\s\]]*)/i.exec(line);
  return found === null ? undefined : { version: 1, name: found[1] ?? '', properties: {}, data: '' };
}

/**
 * Reads a log as the runner of GitHub Actions does (`ActionCommand.cs` of actions/runner); stricter, since it takes any
 * name for a command, and those of other runners, too.
 */
export function runnerCommands(log: string): RunnerCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => secondVersion(line) ?? firstVersion(line) ?? []);
}
