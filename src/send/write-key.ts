import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, systemReason } from '../failure.js';

/** Where the write key may come from. An option wins over the environment. */
export interface WriteKeySources {
  readonly writeKey?: string;
  readonly writeKeyFile?: string;
}

/** Segment's keys have 32 characters; what is much longer is no key. */
const MAX_KEY_LENGTH = 256;

const SOURCES_HINT = 'give it with --write-key-file <file>, in SEGMENT_WRITE_KEY or with --write-key <key>';
const KEY_HINT = 'a key is one word of letters and digits; it stands in the settings of the source in Segment';

/** The texts of a missing value, and what stands in documentation in place of a key. */
const PLACEHOLDER = /^(?:undefined|null|none|nan|true|false|(?:(?:your|my|the|segment|source)[-_]?)*write[-_]?key)$/i;

/** What a text is that cannot be a key, and what to do; undefined if it can be one. Neither repeats it. */
function faultOf(key: string): { readonly message: string; readonly hint: string } | undefined {
  if (key === '')
    return { message: 'is empty', hint: 'an empty key is not replaced by another source; is a variable unset?' };
  if (key.startsWith('-')) {
    return { message: 'begins with a dash, like an option', hint: 'is a variable before it unset?' };
  }
  if (/^["'`].*["'`]$/s.test(key)) return { message: 'has quotes around it', hint: 'give the key without them' };
  if (/^(?:export\s+|set\s+)?[A-Za-z_]\w*\s*[=:]/.test(key)) {
    return { message: 'holds a name and a value', hint: 'give the key alone, without the name before it' };
  }
  // A space, a line break, a colon (which would end the key in the request), $ or < of a variable that was not replaced ...
  if (key.length > MAX_KEY_LENGTH || !/^[\w.~+/-]+$/.test(key)) {
    return { message: 'does not hold a write key', hint: KEY_HINT };
  }
  if (PLACEHOLDER.test(key)) return { message: 'holds a placeholder, not a write key', hint: KEY_HINT };
  return undefined;
}

/** Checks a key without ever repeating it. Segment answers 200 to any key: what cannot be one is refused here. */
function checked(key: string, source: string): string {
  const fault = faultOf(key);
  if (fault === undefined) return key;
  throw new Failure('bad-write-key', `${source} ${fault.message}`, { hint: fault.hint });
}

/** The outside world of the write key. */
export interface WriteKeySurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Buffer | string>;
}

/** The text of stdin. Reading ends where it is too much for a key. */
async function keyText(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const piece of stdin) {
    text += piece.toString();
    if (text.trim().includes('\n') || text.length > 2 * MAX_KEY_LENGTH) break;
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
    // Where the key itself is given in place of the name, no message may repeat it.
    const text = await readFile(resolve(cwd, writeKeyFile), 'utf8').catch((error: unknown) => {
      throw new Failure('bad-write-key', `cannot read the file that --write-key-file names: ${systemReason(error)}`, {
        hint: 'give the name of a file that holds the key; the name is not repeated here, since it may be the key',
      });
    });
    return checked(text.trim(), 'the file that --write-key-file names');
  }
  const fromEnv = env['SEGMENT_WRITE_KEY'];
  if (fromEnv === undefined) throw new Failure('bad-write-key', 'there is no write key', { hint: SOURCES_HINT });
  return checked(fromEnv, 'SEGMENT_WRITE_KEY');
}

/** A key of fewer characters may be a common word, which stands within other words. */
const MIN_SECRET_LENGTH = 16;

/**
 * Returns a text from outside without the key, in whatever form the key was sent; in any case, since host names have no
 * capitals. A short key is masked as a whole word only.
 */
export function withoutWriteKey(text: string, writeKey: string): string {
  const basic = Buffer.from(`${writeKey}:`).toString('base64');
  const forms = [writeKey, encodeURIComponent(writeKey), basic, basic.replace(/=+$/, '')];
  const patterns = forms.map((form) => {
    const pattern = form.replace(/[^\w]/g, '\\$&');
    return form.length < MIN_SECRET_LENGTH ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
  });
  return text.replace(new RegExp(patterns.join('|'), 'gi'), '(write key)');
}
