import type { ExampleGroup, NameCount } from '../../report/html/report-document.js';
import type { ChartFilter } from '../parts/chart-filter.js';
import type { GroupFilter } from './group-filter.js';

/** How many problems there are by release, most first; "" stands for events that name none. Empty if none names one. */
export function problemsByRelease(groups: readonly ExampleGroup[]): readonly NameCount[] {
  const counts = new Map<string, number>();
  for (const { releases } of groups) {
    for (const { name, count } of releases.shown) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

/** What a click in a chart of the report does: it filters the problems. `setRange`: stays at the chart. */
export function chartFilter(
  { from, to }: GroupFilter,
  filterBy: (changed: Partial<GroupFilter>) => void,
  setRange: (range: Pick<GroupFilter, 'from' | 'to'>) => void,
): ChartFilter {
  return {
    range: from === '' ? undefined : { from: Number(from), to: Number(to) },
    onRule: (rule) => filterBy({ rule }),
    onEvent: (event) => filterBy({ event }),
    onField: (field) => filterBy({ field }),
    onRelease: (release) => filterBy({ release }),
    onRange: (range) =>
      setRange(range === undefined ? { from: '', to: '' } : { from: `${range.from}`, to: `${range.to}` }),
  };
}
