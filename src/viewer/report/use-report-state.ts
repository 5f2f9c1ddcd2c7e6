import { useEffect, useState } from 'preact/hooks';
import { queryOf, readFields } from '../model/route.js';
import type { GroupFilter } from './group-filter.js';
import { EVERY_GROUP } from './group-filter.js';

/** What the report shows, all of which its address names. */
export interface ReportState {
  /** The part of the page that is gone to. */
  readonly part: string;
  readonly filter: GroupFilter;
  /** The only problem that is shown, by `problemId`; "" shows all. */
  readonly problem: string;
  /** The order of the problems: "" by severity and count, or by when they began or were last seen. */
  readonly sort: string;
  /** The conversation that is opened; "" is none. */
  readonly open: string;
}

function read(hash: string): ReportState {
  const [part = '', query = ''] = hash.slice(1).split(/\?(.*)/s);
  const fields = readFields(query);
  const keys = Object.keys(EVERY_GROUP) as (keyof GroupFilter)[];
  const filter = Object.fromEntries(keys.map((key) => [key, fields[key] ?? ''])) as unknown as GroupFilter;
  const { problem = '', sort = '', open = '' } = fields;
  return { part, filter, problem, sort, open };
}

/** The part of the address that names a state. */
export function hashOfState({ part, filter, ...rest }: ReportState): string {
  const query = queryOf({ ...filter, ...rest });
  return `#${part}${query === '' ? '' : `?${query}`}`;
}

/** How to change the state; `replaces`: Back does not lead to the one before. With a `part`, the page goes there. */
export type ChangeState = (changed: Partial<ReportState>, replaces?: boolean) => void;

function goTo(part: string): void {
  const section = part === '' ? null : document.getElementById(part);
  section?.scrollIntoView();
  section?.focus({ preventScroll: true });
}

/** What the report shows, and how to show something else. */
export function useReportState(): [ReportState, ChangeState] {
  const [state, setState] = useState(() => read(location.hash));
  useEffect(() => {
    const readAgain = () => setState(read(location.hash));
    addEventListener('hashchange', readAgain);
    addEventListener('popstate', readAgain);
    // Parts that the page has drawn by now.
    if (state.part !== '') requestAnimationFrame(() => goTo(state.part));
    return () => {
      removeEventListener('hashchange', readAgain);
      removeEventListener('popstate', readAgain);
    };
  }, []);
  const change: ChangeState = (changed, replaces = false) => {
    const next = { ...state, ...changed };
    const hash = hashOfState(next);
    if (replaces) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
    setState(next);
    const { part } = changed;
    if (part !== undefined) requestAnimationFrame(() => goTo(part));
  };
  return [state, change];
}
