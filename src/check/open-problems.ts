import type { OpenFinding, SearchedLog } from '../conversations/other-conversations.js';
import { OtherConversations } from '../conversations/other-conversations.js';
import { CONVERSATION_RULES } from '../rules/conversation/conversation-rules.js';
import type { TemporaryFiles } from '../spill/temporary-files.js';
import type { StoredProblem } from './late-problems.js';
import { lateProblemMaker } from './log-problem.js';
import type { LevelOf } from './rule-levels.js';

/** The memory for findings that wait. */
const WAITING_BYTES = 16 * 1024 * 1024;

/** What findings that are open need to become problems. */
export interface OpenProblemsOptions extends Omit<SearchedLog, 'rules'> {
  readonly levelOf: LevelOf;
  readonly files: TemporaryFiles;
}

/** The problems of findings that were left open where only a part of all conversations was known, in no order. */
export function openProblems(
  open: Iterable<OpenFinding>,
  { levelOf, fileNames, placesOf, files }: OpenProblemsOptions,
  onLate: (late: StoredProblem) => void,
): void {
  const others = new OtherConversations(files, WAITING_BYTES);
  for (const { messageId, conversation, start, found } of open)
    others.add(Uint32Array.from(messageId), Uint32Array.from(conversation), start, found);
  const toLate = lateProblemMaker(levelOf, fileNames);
  others.search({ placesOf, fileNames, rules: CONVERSATION_RULES }, (finding) => onLate(toLate(finding)));
}
