import type { Readable } from 'node:stream';
import type { Ci } from '../../../init/project.js';
import type { Io } from '../../../io.js';

/** Somebody has answered a question with Ctrl-C. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

type Prompts = typeof import('@clack/prompts');

async function answer<Value>(ask: (prompts: Prompts) => Promise<Value | Prompts['CANCEL_SYMBOL']>): Promise<Value> {
  const prompts = await import('@clack/prompts');
  const given = await ask(prompts);
  if (prompts.isCancel(given)) throw new Cancelled();
  return given as Value;
}

/** The terminal, as prompts want it. */
function terminal({ stdin, stdout }: Io): { input: Readable; output: Io['stdout'] } {
  return { input: stdin as unknown as Readable, output: stdout };
}

/** Asks a question that is answered with yes or no. @throws {Cancelled} on Ctrl-C. */
export function askWhether(message: string, initialValue: boolean, io: Io): Promise<boolean> {
  return answer(({ confirm }) => confirm({ message, initialValue, ...terminal(io) }));
}

/** Asks what runs the project's checks. @throws {Cancelled} on Ctrl-C. */
export function askWhich(io: Io): Promise<Ci | 'none'> {
  return answer(({ select }) =>
    select<Ci | 'none'>({
      message: 'What checks your changes?',
      options: [
        { value: 'github', label: 'GitHub Actions' },
        { value: 'gitlab', label: 'GitLab CI' },
        { value: 'none', label: 'Neither: write no job' },
      ],
      ...terminal(io),
    }),
  );
}
