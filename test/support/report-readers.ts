import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';
import type { FormatName } from '../../src/report/formats.js';
import type { ReportDocument } from '../../src/report/html/report-document.js';
import { ROOT } from './root.js';
import type { RunnerCommand } from './runner-commands.js';
import { runnerCommands } from './runner-commands.js';

/** What each reader finds of a problem, at least. */
export interface ReadProblem {
  readonly rule: string;
}

interface Sarif {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
}

const JUNIT_SCHEMA = `${ROOT}test/report/published-schemas/jenkins-junit.xsd`;

/** What the published schema says against a JUnit document; nothing if it is valid. */
export async function junitFaults(document: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: document },
    schema: { fileName: 'jenkins-junit.xsd', contents: readFileSync(JUNIT_SCHEMA, 'utf8') },
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

async function readJunit(text: string): Promise<ReadProblem[]> {
  const faults = await junitFaults(text);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const own = /^(?:\?xml|testsuites?|testcase|properties|property|failure|skipped|system-out)$/;
  const elements = [...text.matchAll(/<\/?([^\s>/]*)/g)].map(([, name = '']) => name);
  const foreign = elements.filter((name) => !own.test(name));
  if (foreign.length > 0) throw new Error(`not an element of ours: ${foreign.join(', ')}`);
  const classes = [...text.matchAll(/<testcase classname="([^"]*)"/g)].map(([, rule = '']) => ({ rule }));
  return classes.filter(({ rule }) => rule !== 'copilot-events');
}

/** A rule's id where people are shown it: last on its line, or on a line of its own. */
function rulesInText(text: string, pattern: RegExp): ReadProblem[] {
  return [...text.matchAll(pattern)].map(([, rule = '']) => ({ rule }));
}

/** The document in an HTML report, as the page reads it. */
export function documentIn(html: string): ReportDocument {
  const json = /<script type="application\/json" id="report-document">([^<]*)<\/script>\n<\/body>/.exec(html)?.[1];
  return JSON.parse(json ?? '') as ReportDocument;
}

/** Reads a report as those would whom it is for. A format without a reader does not compile. */
const READERS: Readonly<Record<FormatName, (text: string) => ReadProblem[] | Promise<ReadProblem[]>>> = {
  pretty: (text) => rulesInText(text, / {2}([a-z]+\/[a-z0-9-]+)$/gm),
  concise: (text) => rulesInText(text, /:\d+:\d+: (?:error|warning): .* \[([a-z]+\/[a-z0-9-]+)\]$/gm),
  json: (text) => (JSON.parse(text) as { readonly problems: ReadProblem[] }).problems,
  ndjson: (text) => {
    const lines = text.trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as ReadProblem).filter((line) => 'rule' in line);
  },
  github: (text) => runnerCommands(text).map(({ properties }) => ({ rule: properties['title'] ?? '' })),
  gitlab: (text) => {
    const issues = JSON.parse(text) as readonly { readonly check_name: string }[];
    return issues.map((issue) => ({ rule: issue.check_name }));
  },
  sarif: (text) => {
    const { runs } = JSON.parse(text) as Sarif;
    return runs.flatMap(({ results }) => results.map(({ ruleId }) => ({ rule: ruleId })));
  },
  junit: readJunit,
  agent: (text) => rulesInText(text, /^(?:error|warning) ([a-z]+\/[a-z0-9-]+)(?: \([\d,]+ times\))?[:,] /gm),
  html: (text) => [...documentIn(text).groups.shown],
};

/** Reads a report of a format. @throws if it cannot be read. */
export async function parseReport(format: FormatName, text: string): Promise<ReadProblem[]> {
  return READERS[format](text);
}

/** The commands in a report that its format does not mean to give. */
export function injectedCommands(format: FormatName, text: string): RunnerCommand[] {
  const meant = (command: RunnerCommand) =>
    format === 'github' && command.version === 2 && ['error', 'warning'].includes(command.name);
  return runnerCommands(text).filter((command) => !meant(command));
}
