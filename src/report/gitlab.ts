import type { Problem } from '../problem/problem.js';
import { ruleUrl } from '../problem/rule-url.js';
import { jsonText } from '../text/json-text.js';
import { markdownText } from '../text/markdown-text.js';
import { CappedProblems } from './capped-problems.js';
import { Fingerprints } from './fingerprints.js';
import { contextText } from './place-text.js';
import type { CreateReport } from './report.js';

type PathOf = (file: string) => string;

/** A place as GitLab reads it: whole lines. */
interface Location {
  readonly path: string;
  readonly lines: { readonly begin: number; readonly end: number };
}

/** One issue of the report (docs.gitlab.com/ci/testing/code_quality). */
interface Issue {
  readonly type: 'issue';
  readonly check_name: string;
  readonly description: string;
  readonly content?: { readonly body: string };
  readonly categories: readonly ['Bug Risk'];
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  /** Unique within the report; GitLab matches issues of two reports by it. */
  readonly fingerprint: string;
  readonly location: Location;
  readonly other_locations?: readonly Location[];
}

const SEVERITIES = { error: 'major', warning: 'minor' } as const;

function location({ file, line, endLine }: Pick<Problem, 'file' | 'line' | 'endLine'>, pathOf: PathOf): Location {
  return { path: pathOf(file), lines: { begin: line, end: endLine } };
}

function issue(problem: Problem, fingerprint: string, pathOf: PathOf): Issue {
  const { rule, severity, message, hint, related = [] } = problem;
  const context = contextText(problem);
  const body = [
    ...(hint === undefined ? [] : [`*hint:* ${markdownText(hint)}`]),
    ...(context === '' ? [] : [markdownText(context)]),
    `[${rule}](${ruleUrl(rule)})`,
  ];
  return {
    type: 'issue',
    check_name: rule,
    description: hint === undefined ? message : `${message}; ${hint}`,
    content: { body: body.join('\n\n') },
    categories: ['Bug Risk'],
    severity: SEVERITIES[severity],
    fingerprint,
    location: location(problem, pathOf),
    ...(related.length === 0 ? {} : { other_locations: related.map((place) => location(place, pathOf)) }),
  };
}

/**
 * GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality), a subset of Code Climate's issues. It is a bare
 * array: that problems are left out can only be said by one more issue, at the last of all places.
 */
export const gitlabReport: CreateReport = ({ write, pathOf }) => {
  const problems = new CappedProblems();
  return {
    problem: (problem, fileIndex) => problems.add(problem, fileIndex),
    end() {
      const fingerprints = new Fingerprints(pathOf);
      const { capText, last } = problems;
      const issues = problems.inOrder().map((problem) => issue(problem, fingerprints.next(problem), pathOf));
      if (capText !== undefined && last !== undefined) {
        issues.push({
          type: 'issue',
          check_name: 'report/shortened',
          description: capText,
          categories: ['Bug Risk'],
          severity: 'info',
          fingerprint: 'report/shortened',
          location: location(last, pathOf),
        });
      }
      write(issues.length === 0 ? '[]\n' : `[\n${issues.map(jsonText).join(',\n')}\n]\n`);
    },
  };
};
