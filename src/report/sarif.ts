import type {
  ArtifactLocation,
  Invocation,
  Location,
  Notification,
  PropertyBag,
  ReportingDescriptor,
  Result,
  ToolComponent,
} from 'sarif';
import type { Summary } from '../check/summary.js';
import type { Place, Problem } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { defaultLevel, ruleSummary } from '../rules/catalog.js';
import { jsonText } from '../text/json-text.js';
import { safeText } from '../text/safe-name.js';
import { CappedProblems } from './capped-problems.js';
import { Fingerprints } from './fingerprints.js';
import type { CreateReport, ReportContext } from './report.js';
import { summaryCounts } from './summary-counts.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const HOMEPAGE = 'https://github.com/copilot-events/copilot-events';

/** What relative paths are relative to; GitHub and editors know it by this name. */
const ROOT = '%SRCROOT%';

/** A text as SARIF's plain messages have it: what would be read as a link or a placeholder (3.11.5, 3.11.6) is none. */
function messageText(text: string): string {
  return safeText(text)
    .replaceAll('](', '\\](')
    .replace(/\{(?=\d+\})/g, '{{');
}

/** A text without halves of surrogate pairs: they cannot be encoded, and strict readers refuse a document with one. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Where a file is, as a URI: a relative one is relative to `%SRCROOT%`. */
function artifactLocation(path: string): ArtifactLocation {
  const uri = wellFormed(path).split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  return /^[A-Za-z]:\//.test(path) ? { uri: `file:///${uri}` } : { uri, uriBaseId: ROOT };
}

function location({ file, line, column, endLine, endColumn }: Place, pathOf: ReportContext['pathOf']): Location {
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { physicalLocation: { artifactLocation: artifactLocation(pathOf(file)), region } };
}

function ruleDescriptor(id: string): ReportingDescriptor {
  const summary = ruleSummary(id);
  const level = defaultLevel(id);
  const url = ruleUrl(id);
  return {
    id,
    shortDescription: { text: summary },
    helpUri: url,
    help: {
      text: `${id}: ${summary}. "copilot-events explain ${id}" says more, and so does ${url}`,
      markdown: `**${id}**: ${summary}. \`copilot-events explain ${id}\` says more, and so does [its page](${url}).`,
    },
    defaultConfiguration: level === 'off' ? { enabled: false, level: 'warning' } : { level },
  };
}

function result(problem: Problem, ruleIndex: number, fingerprint: string, pathOf: ReportContext['pathOf']): Result {
  const { rule, severity, message, hint, record, pointer, event, conversationId, related = [] } = problem;
  const relatedLocations = related.map((place, id) => ({
    id,
    ...location(place, pathOf),
    message: { text: messageText(place.message) },
  }));
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: messageText(hint === undefined ? message : `${message}; ${hint}`) },
    locations: [location(problem, pathOf)],
    ...(related.length === 0 ? {} : { relatedLocations }),
    // Not `primaryLocationLineHash`: that is GitHub's own, which its upload computes and compares.
    partialFingerprints: { 'copilotEvents/v1': fingerprint },
    properties: { record, pointer: wellFormed(pointer), event, conversationId },
  };
}

/** How the run ended: whether it did all, and whether problems are left out. */
function invocation(capText: string | undefined, failures: readonly string[]): Invocation {
  const notifications: Notification[] = [
    ...failures.map((text) => ({ level: 'error' as const, message: { text: messageText(text) } })),
    ...(capText === undefined ? [] : [{ level: 'note' as const, message: { text: capText } }]),
  ];
  return { executionSuccessful: failures.length === 0, toolExecutionNotifications: notifications };
}

/** A list with an element a line. */
function listText(values: readonly object[]): string {
  return values.length === 0 ? '[]' : `[\n  ${values.map(jsonText).join(',\n  ')}\n]`;
}

function run(problems: CappedProblems, summary: Summary, { tool, pathOf }: ReportContext): string[] {
  const shown = problems.inOrder();
  const rules = [...new Set(shown.map(({ rule }) => rule))].sort();
  const indexes = new Map(rules.map((rule, index) => [rule, index]));
  const fingerprints = new Fingerprints(pathOf);
  const results = shown.map((problem) =>
    result(problem, indexes.get(problem.rule) ?? -1, fingerprints.next(problem), pathOf),
  );
  const driver: ToolComponent = {
    name: tool.name,
    version: tool.version,
    semanticVersion: tool.version,
    informationUri: HOMEPAGE,
  };
  const found: PropertyBag = { shown: problems.shown, found: problems.total, ...summaryCounts(summary) };
  const base: ArtifactLocation = {
    description: { text: 'The root of the repository, or the working directory outside of one.' },
  };
  return [
    `"tool": {"driver": ${jsonText(driver).slice(0, -1)},"rules":${listText(rules.map(ruleDescriptor))}}}`,
    `"columnKind": "utf16CodeUnits"`,
    `"originalUriBaseIds": ${jsonText({ [ROOT]: base })}`,
    `"invocations": ${jsonText([invocation(problems.capText, summary.failures ?? [])])}`,
    `"properties": ${jsonText(found)}`,
    `"results": ${listText(results)}`,
  ];
}

/** SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for GitHub's code scanning and for editors. */
export const sarifReport: CreateReport = (context) => {
  const problems = new CappedProblems();
  return {
    problem: (problem, fileIndex) => problems.add(problem, fileIndex),
    end(summary) {
      const members = run(problems, summary, context);
      context.write(`{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [{\n${members.join(',\n')}\n}]\n}\n`);
    },
  };
};
