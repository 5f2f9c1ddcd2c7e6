import type { CheckResult } from '../check/check-result.js';
import { rebuildValue } from '../check/check-result.js';
import type { Sink } from '../check/check-sources.js';
import type { OutputStream } from '../io.js';
import { showMessage } from '../output/show-message.js';
import { safeName } from '../text/safe-name.js';

/** How many files are named. */
const MAX_FILES = 5;

/** Notices files that may be transcripts, by their first record, which is none of Segment’s calls. */
export class TranscriptNotes implements Sink<CheckResult> {
  readonly #first: { readonly file: string; readonly value: unknown }[] = [];

  write(result: CheckResult): void {
    const { raw, call } = result;
    if (raw.number !== 1 || call !== undefined || this.#first.length >= MAX_FILES) return;
    const value = rebuildValue(result);
    if (value !== undefined) this.#first.push({ file: raw.file, value });
  }

  /** Such a record is a call. */
  writeRepeated(): void {}

  /** Names the format of each such file, and the command that reads it. */
  async show(stderr: OutputStream): Promise<void> {
    if (this.#first.length === 0) return;
    const { formatsOf } = await import('../convert/recognise.js');
    for (const { file, value } of this.#first) {
      const titles = formatsOf(value);
      if (titles.length === 0) continue;
      const name = safeName(file);
      const path = /^[\w./-]+$/.test(name) ? name : '<file>';
      showMessage(
        `${name} looks like ${titles.join(' or ')}, not like events; make events of it with copilot-events convert ${path}`,
        { stderr },
      );
    }
  }
}
