import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Tests that replace modules for all that is loaded after them. */
const REPLACING_MODULES = ['test/conversations/new-rule.test.ts', 'test/scan/new-rule.test.ts'];

/** Tests of pages in a browser, of texts and of sources, to which the version of Node makes no difference. */
const ON_ANY_NODE = [
  'test/docs/{links,pages,words}.test.ts',
  'test/layers.test.ts',
  'test/report/html/hostile-page.test.ts',
  'test/typescript/**',
  'test/viewer/**',
];

/** `.ci/run` runs the suite on two versions of Node, the second time without these. */
const LEFT_OUT = process.env['COPILOT_EVENTS_TESTS'] === 'of-node' ? ON_ANY_NODE : [];

/** The files that take longest, so that none of them runs alone at the end; those that wait stand between those that compute. */
const LONGEST = [
  'test/docs/examples.test.ts',
  'test/listen/exec.test.ts',
  'test/viewer/live-page.test.ts',
  'test/send/faults.test.ts',
  'test/parallel/same-report.test.ts',
  'test/listen/forward.test.ts',
  'test/viewer/report-page.test.ts',
  'test/listen/command.test.ts',
  'test/viewer/live-faults.test.ts',
  'test/send/kill.test.ts',
  'test/viewer/report-use.test.ts',
  'test/clients/sdks.test.ts',
  'test/send/streams.test.ts',
  'test/cli/streams.test.ts',
  'test/fixtures.test.ts',
  'test/listen/durability.test.ts',
  'test/cli/followed-hints.test.ts',
  'test/report/html/report-file.test.ts',
];

/** The tests on a cluster, where `.ci/run` runs them by themselves. */
const APART = process.env['COPILOT_EVENTS_SPARK'] === 'apart' ? ['test/spark.test.ts'] : [];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.indexOf(relative(import.meta.dirname, moduleId));
      return index === -1 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Many tests wait for programs and servers that they start; twice as many keep the processor at work.
    maxWorkers: availableParallelism() * 2,
    sequence: { sequencer: LongestFirst },
    // Tests that start the binary or a server share the processor with the others.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A CommonJS package’s default import is what Node makes of it, not what bundlers do.
    deps: { interopDefault: false },
    env: { NO_COLOR: '', FORCE_COLOR: undefined },
    projects: [
      {
        extends: true,
        // Files share what they import: to load it for each of them takes longer than most of their tests.
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...REPLACING_MODULES, ...APART, ...LEFT_OUT],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'replacing modules', include: REPLACING_MODULES } },
    ],
  },
});
