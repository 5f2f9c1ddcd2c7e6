import type { ChildProcess } from 'node:child_process';

/** A command and the processes that it started. */
export interface ProcessGroup {
  /** Sends a signal to all of them that are alive. */
  send(signal: NodeJS.Signals): void;
  readonly isAlive: boolean;
}

/** Sends a signal to a process, or to a group if the id is negative; false if there is none. */
function sent(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function groupOf(ids: readonly number[]): ProcessGroup {
  return {
    send(signal) {
      for (const id of ids) sent(id, signal);
    },
    get isAlive() {
      return ids.some((id) => sent(id, 0));
    },
  };
}

/** The ids of a process and of its descendants, as `ps` lists them; only the process where there is no `ps`. */
async function withDescendants(pid: number): Promise<number[]> {
  const { execFile } = await import('node:child_process');
  const listed = await new Promise<string>((resolve) => {
    execFile('ps', ['-A', '-o', 'pid=,ppid='], (error, stdout) => resolve(error === null ? stdout : ''));
  });
  const pairs = listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  // Grows while it is read: the children of the children follow.
  for (const parent of found) for (const [id = 0, ofParent] of pairs) if (ofParent === parent) found.push(id);
  return found;
}

/**
 * The group of a command that runs. A group leader has a process group of its own. A command on a terminal must share ours, to
 * be able to read from the terminal; its descendants are then looked up now.
 */
export async function processGroup({ pid }: ChildProcess, isLeader: boolean): Promise<ProcessGroup> {
  if (pid === undefined) return groupOf([]);
  return groupOf(isLeader ? [-pid] : await withDescendants(pid));
}
