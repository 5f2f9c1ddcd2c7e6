import { matchesRule } from '../../../check/rule-levels.js';
import type { ExplainedRule } from '../../../explain/explained-rules.js';
import { EXPLAINED_RULES } from '../../../explain/explained-rules.js';
import { Failure } from '../../../failure.js';
import type { Io } from '../../../io.js';
import { Output } from '../../../output/output.js';
import { didYouMean } from '../../../text/did-you-mean.js';
import { safeName } from '../../../text/safe-name.js';
import { paintFor } from '../../color.js';
import type { RunResult } from '../../exit-code.js';
import type { ExplainFlags } from './explain-command.js';
import { explainText, ruleList } from './explain-text.js';

/** The hint for the name of an event, which another command explains; undefined if it is none. */
async function eventHint(name: string): Promise<string | undefined> {
  const { builtInRegistry } = await import('../../../schema/registry.js');
  const match = builtInRegistry().match(name);
  if (match.kind === 'unknown') return undefined;
  return `it is the name of an event: copilot-events events '${match.name}' shows its fields`;
}

async function rulesFor(glob: string): Promise<readonly ExplainedRule[]> {
  const found = EXPLAINED_RULES.filter(({ rule }) => matchesRule(glob, rule));
  if (found.length > 0) return found;
  const ids = EXPLAINED_RULES.map(({ rule }) => rule);
  // `explain invalid-syntax` names a rule without its group.
  const named = ids.find((rule) => rule.endsWith(`/${glob}`));
  throw new Failure('bad-usage', `there is no rule ${safeName(glob)}`, {
    hint:
      (named === undefined ? undefined : `did you mean ${named}?`) ??
      (await eventHint(glob)) ??
      didYouMean(glob, ids) ??
      'copilot-events explain lists the rules; * stands for any characters: schema/*',
  });
}

/** Explains the rules that ids and globs name; without any, lists all. @throws {Failure} if one names no rule. */
export async function explain(globs: readonly string[], { color }: ExplainFlags, io: Io): Promise<RunResult> {
  const setting = {
    paint: await paintFor(io.stdout, io.env, color),
    // A terminal that nobody looks at says that it is 0 wide.
    columns: io.stdout.isTTY === true ? io.stdout.columns || undefined : undefined,
  };
  const rules = [...new Set((await Promise.all(globs.map(rulesFor))).flat())];
  const output = Output.toStream(io.stdout);
  output.write(
    globs.length === 0
      ? `${ruleList(EXPLAINED_RULES, setting)}\ncopilot-events explain <rule> says more of one\n`
      : rules.map((rule) => explainText(rule, setting)).join(`\n${setting.paint.dim('─'.repeat(40))}\n\n`),
  );
  await output.end();
  return {};
}
