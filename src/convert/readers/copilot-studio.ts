import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { ActivityReader, conversationOf } from '../activities.js';
import type { TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { objectIn, objectsIn, textIn } from '../values.js';

/** The value of a column by its logical name (`content`) or its display name (`Content`). */
function column(row: JsonObject, name: string): unknown {
  if (row[name] !== undefined) return row[name];
  const key = Object.keys(row).find((one) => one.toLowerCase().replace(/[^a-z]/g, '') === name);
  return key === undefined ? undefined : row[key];
}

/** The activities of a row, or of what its content holds; undefined if there are none. */
function activitiesIn(value: JsonObject): JsonObject[] | undefined {
  const content = Array.isArray(value['activities']) ? value : objectIn(column(value, 'content'));
  const activities = content?.['activities'];
  if (!Array.isArray(activities)) return undefined;
  const found = objectsIn(activities);
  return found.every(({ type }) => typeof type === 'string') ? found : undefined;
}

function recognise(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (activitiesIn(value) === undefined) return undefined;
  return Array.isArray(value['activities']) ? 'activities' : 'content with activities';
}

class CopilotStudioReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #activities: ActivityReader;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#activities = new ActivityReader(context);
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    const activities = isObject(value) ? activitiesIn(value) : undefined;
    if (!isObject(value) || activities === undefined) {
      this.#context.reject(record);
      return;
    }
    const read = this.#activities.read(activities);
    if (read === undefined) return;
    // Behind the last underscore stands the id of the bot.
    const name = textIn(column(value, 'name'));
    const conversation = name?.replace(/_[^_]*$/, '') ?? activities.map(conversationOf).find((id) => id !== undefined);
    this.#context.add({ conversation, ...read, repeats: 'new', records: [record] });
  }
}

/** Transcripts of Copilot Studio, as Dataverse keeps them. */
export const copilotStudio: Reader = {
  name: 'copilot-studio',
  title: 'Copilot Studio',
  recognise,
  open: (context) => new CopilotStudioReader(context),
};
