import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, systemReason } from '../failure.js';
import { safeName } from '../text/safe-name.js';

/** Where the write key may come from. An option wins over the environment. */
export interface WriteKeySources {
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
}

/** Segment's keys have 32 characters; whatever is much longer is something else. */
const LONGEST_KEY = 256;

const SOURCES_HINT = 'give it with --write-key-file <file>, in SEGMENT_WRITE_KEY or with --write-key <key>';

/** Checks a key without ever repeating it. */
function checked(key: string, source: string): string {
  if (key === '')
    throw new Failure('bad-write-key', `${source} is empty`, {
      hint: 'no other source is asked then; is a variable unset?',
    });
  if (key.startsWith('-')) {
    throw new Failure('bad-write-key', `${source} begins with a dash, like an option`, {
      hint: 'is a variable before it unset?',
    });
  }
  if (key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) {
    throw new Failure('bad-write-key', `${source} does not hold a write key`, {
      hint: 'a key is one word of letters and digits; it stands in the settings of the source in Segment',
    });
  }
  return key;
}

/** What a write key is read from. */
export interface WriteKeySurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Buffer | string>;
}

/** A line of stdin; what is much longer than a key is read no further. */
async function keyText(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const piece of stdin) {
    text += piece.toString();
    if (text.trim().includes('\n') || text.length > 2 * LONGEST_KEY) break;
  }
  return text.trim();
}

/**
 * The write key from the first source that is given: an empty one is an error and never a reason to ask the next.
 * @throws {Failure} if there is none, two options give one, or it is none. No message repeats it.
 */
export async function readWriteKey(
  { writeKey, writeKeyFile }: WriteKeySources,
  { env, cwd, stdin }: WriteKeySurroundings,
): Promise<string> {
  if (writeKey !== undefined && writeKeyFile !== undefined) {
    throw new Failure('bad-usage', '--write-key and --write-key-file cannot go together');
  }
  if (writeKey !== undefined) return checked(writeKey, '--write-key');
  if (writeKeyFile !== undefined) {
    if (writeKeyFile === '')
      throw new Failure('bad-write-key', '--write-key-file needs the name of a file, or - for stdin');
    if (writeKeyFile === '-') return checked(await keyText(stdin), 'what came on stdin');
    const text = await readFile(resolve(cwd, writeKeyFile), 'utf8').catch((cause: unknown) => {
      throw new Failure(
        'bad-write-key',
        `cannot read --write-key-file ${safeName(writeKeyFile)}: ${systemReason(cause)}`,
      );
    });
    return checked(text.trim(), `--write-key-file ${safeName(writeKeyFile)}`);
  }
  const fromEnv = env['SEGMENT_WRITE_KEY'];
  if (fromEnv === undefined) throw new Failure('bad-write-key', 'there is no write key', { hint: SOURCES_HINT });
  return checked(fromEnv, 'SEGMENT_WRITE_KEY');
}

/** A text from outside without the key, in whatever form the key was sent; host names come without capitals. */
export function withoutWriteKey(text: string, writeKey: string): string {
  const basic = Buffer.from(`${writeKey}:`).toString('base64');
  const forms = [writeKey, encodeURIComponent(writeKey), basic, basic.replace(/=+$/, '')];
  const anyForm = forms.map((form) => form.replace(/[^\w]/g, '\\$&')).join('|');
  return text.replace(new RegExp(anyForm, 'gi'), '(write key)');
}
