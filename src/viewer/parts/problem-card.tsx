import { isStream, type Problem } from '../../problem/problem.js';
import { ruleUrl } from '../../problem/rule-url.js';
import { Explanation } from './explanation.js';
import { sentence } from './format.js';
import { SeverityIcon } from './icons.js';

/** A rule’s id, which leads to its explanation. */
export function RuleLink({ rule, url = ruleUrl(rule) }: { readonly rule: string; readonly url?: string }) {
  return (
    <a class="rule" href={url} target="_blank" rel="noreferrer">
      {rule}
    </a>
  );
}

/** The place of a problem: `support.ndjson:12:87`; '' for an event that came by request and is in no file. */
export function placeOf({ file, line, column }: Pick<Problem, 'file' | 'line' | 'column'>): string {
  return isStream(file) ? '' : `${file}:${line}:${column}`;
}

/** The fix of a problem, if it has one. */
export function Fix({ hint }: { readonly hint: string | undefined }) {
  if (hint === undefined) return null;
  return (
    <p class="hint">
      <strong>Fix:</strong> {sentence(hint)}
    </p>
  );
}

/** The field of a problem, unless it concerns the record as a whole. */
export function FieldName({ path }: { readonly path: string }) {
  if (path === '') return null;
  return (
    <span>
      field <code>{path}</code>
    </span>
  );
}

interface ProblemCardProps {
  readonly problem: Problem;
  /** Whether the explanation of the rule is included. Default: true. */
  readonly withExplanation?: boolean;
}

/** A problem with its field, its fix and its rule. */
export function ProblemCard({ problem, withExplanation = true }: ProblemCardProps) {
  const { severity, message, hint, rule, path, related = [] } = problem;
  const place = placeOf(problem);
  return (
    <article class={`problem ${severity}`}>
      <p class="message">
        <SeverityIcon severity={severity} />
        {message}
      </p>
      <Fix hint={hint} />
      <p class="about">
        <FieldName path={path} />
        {place !== '' && (
          <span>
            at <code>{place}</code>
          </span>
        )}
        <span>
          rule <RuleLink rule={rule} />
        </span>
      </p>
      {related.map((other) => (
        <p class="about" key={`${other.file}:${other.line}:${other.message}`}>
          {other.message} {placeOf(other) === '' ? '' : <code>{placeOf(other)}</code>}
        </p>
      ))}
      {withExplanation && <Explanation rule={rule} />}
    </article>
  );
}
