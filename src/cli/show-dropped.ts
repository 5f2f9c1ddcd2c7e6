import type { Summary } from '../check/summary.js';
import type { Io } from '../io.js';
import { countOf } from '../text/count.js';

/** Warns that some conversations were not followed to their end. */
export function showDropped({ conversationsDropped = 0 }: Summary, io: Io): void {
  if (conversationsDropped === 0) return;
  const were = conversationsDropped === 1 ? 'was' : 'were';
  io.stderr.write(
    `copilot-events: ${countOf(conversationsDropped, 'conversation')} ${were} evicted to limit memory; some problems across records may be missing; --max-conversations keeps more\n`,
  );
}
