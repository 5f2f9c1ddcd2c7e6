import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';
import { runBinary } from '../support/run-binary.js';
import { runInProcess } from '../support/run-in-process.js';

const stdin = Buffer.from('{"type":"track","event":"Message Sent","userId":"u1","properties":{}}\n');
const CALL = ['validate', '--no-config', '-'];
const AGENT = { CLAUDECODE: '1' };

describe('the format for coding agents', () => {
  it('validate uses the agent format where the environment names a coding agent', async () => {
    const asked = await runInProcess([...CALL, '-f', 'agent'], { cwd: ROOT, stdin });
    const { code, stdout } = await runBinary(CALL, { cwd: ROOT, stdin, env: AGENT });
    expect(code).toBe(1);
    const withoutTime = (text: string) => text.replace(/\d+ ms/, '0 ms');
    expect(withoutTime(stdout)).toBe(withoutTime(asked.stdout));
    expect(stdout).toContain('\n  fix: ');
  });

  it('validate uses the format that is asked for, whatever the environment names', async () => {
    const { stdout } = await runBinary([...CALL, '-f', 'concise'], { cwd: ROOT, stdin, env: AGENT });
    expect(stdout).toMatch(/^<stdin>:1:\d+: error: /);
  });

  it('validate uses the pretty format where no coding agent is named', async () => {
    const { stdout } = await runBinary(CALL, { cwd: ROOT, stdin });
    expect(stdout).toContain('\n    hint: ');
  });

  it('fix reports problems in the agent format where the environment names a coding agent', async () => {
    const { stderr } = await runBinary(['fix', '--no-config', '-'], { cwd: ROOT, stdin, env: AGENT });
    expect(stderr).toContain('\n  fix: ');
  });
});
