import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shell } from '../../src/cli/commands/completion/scripts.js';
import { BINARY } from '../support/root.js';

const PROMPT = 'ready> ';
const PATIENCE_MS = 30_000;

/** How each shell is started without anybody's own settings, and told of our completion. */
const SESSIONS: Readonly<Record<Shell, { start: string; setUp: readonly string[] }>> = {
  bash: {
    start: 'bash --noprofile --norc -i',
    setUp: ["bind 'set bell-style none'", 'source <(copilot-events completion bash)', `PS1='${PROMPT}'`],
  },
  zsh: { start: 'zsh -f -i', setUp: ['source <(copilot-events completion zsh)', `PS1='${PROMPT}'`] },
  fish: {
    start: 'fish --no-config --private -i',
    setUp: ['copilot-events completion fish | source', `function fish_prompt; echo -n '${PROMPT}'; end`],
  },
};

/** Whether a shell is installed here. */
export function isInstalled(shell: Shell): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A `copilot-events` for the PATH that completes as ours does, and otherwise prints what arguments it got. */
function installStub(bin: string): void {
  const path = join(bin, 'copilot-events');
  const print = 'console.log("\\nARGS" + JSON.stringify(process.argv.slice(1)) + "END")';
  writeFileSync(
    path,
    `#!/bin/sh\nif [ "$1" = completion ]; then exec '${process.execPath}' '${BINARY}' "$@"; fi\nexec '${process.execPath}' -e '${print}' -- "$@"\n`,
  );
  chmodSync(path, 0o755);
}

/** A real shell on a terminal of its own, in a folder of its own. */
export interface ShellSession {
  readonly folder: string;
  /** Types a line, with TABs, and presses Enter. Returns the arguments that `copilot-events` got. */
  type(line: string): Promise<string[]>;
  close(): void;
}

/** Starts a shell in a folder with these files. */
export async function startShell(shell: Shell, files: readonly string[]): Promise<ShellSession> {
  const home = mkdtempSync(join(tmpdir(), 'copilot-events-shell-'));
  const [bin, folder] = [join(home, 'bin'), join(home, 'here')];
  for (const made of [bin, folder]) mkdirSync(made);
  installStub(bin);
  for (const file of files) writeFileSync(join(folder, file), 'untouched\n');
  const { start, setUp } = SESSIONS[shell];
  const child = spawn('script', ['-qfec', start, '/dev/null'], {
    cwd: folder,
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      ...{ HOME: home, TERM: 'xterm', INPUTRC: '/dev/null', LANG: 'C.UTF-8' },
      // A shell that writes no history leaves the folder alone while it ends.
      HISTFILE: '',
    },
  });
  let seen = '';
  let look = (): void => {};
  child.stdout.on('data', (piece: Buffer) => {
    seen += piece.toString();
    look();
  });
  /** Waits until the terminal shows something. */
  const see = (wanted: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${shell} did not show ${wanted}, but:\n${seen}`)), PATIENCE_MS);
      look = () => {
        const match = wanted.exec(seen);
        if (match === null) return;
        clearTimeout(timer);
        look = () => {};
        resolve(match);
      };
      look();
    });
  // The line that sets the prompt shows it, too, but with a quote behind.
  child.stdin.write(`${setUp.join('\n')}\n`);
  await see(/ready> (?!')/);
  return {
    folder,
    async type(line) {
      seen = '';
      child.stdin.write(`${line}\n`);
      const [, args = '[]'] = await see(/ARGS(\[.*\])END/);
      return JSON.parse(args) as string[];
    },
    close() {
      child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}
