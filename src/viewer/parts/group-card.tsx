import type { ComponentChildren } from 'preact';
import type { Severity } from '../../problem/problem.js';
import { countOf } from '../../text/count.js';
import { Explanation } from './explanation.js';
import { SeverityIcon } from './icons.js';
import { FieldName, Fix, RuleLink } from './problem-card.js';

interface GroupCardProps {
  readonly severity: Severity;
  readonly count: number;
  readonly rule: string;
  readonly url: string;
  readonly event: string | undefined;
  readonly path: string;
  /** The message of the first problem. */
  readonly message: string;
  readonly hint: string | undefined;
  /** The places of the problems. */
  readonly children: ComponentChildren;
}

/** A group of problems that differ only in their place, with their event, field and fix. */
export function GroupCard({ severity, count, rule, url, event, path, message, hint, children }: GroupCardProps) {
  return (
    <article class={`group problem ${severity}`} aria-label={`${severity}: ${message}`}>
      <p class="message">
        <SeverityIcon severity={severity} />
        {message}
        <span class="times">{countOf(count, 'time')}</span>
      </p>
      <Fix hint={hint} />
      <p class="about">
        {event !== undefined && (
          <span>
            event <b>{event}</b>
          </span>
        )}
        <FieldName path={path} />
        <span>
          rule <RuleLink rule={rule} url={url} />
        </span>
      </p>
      <Explanation rule={rule} />
      {children}
    </article>
  );
}
