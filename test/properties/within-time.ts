import { createContext, Script } from 'node:vm';

const sandbox: { work: () => unknown } = { work: () => undefined };
const context = createContext(sandbox);
const script = new Script('work()');

/**
 * Does some work that must not take long. A loop without end in it becomes an error, which no timeout of the test runner
 * can achieve: it would wait in the same thread.
 */
export function withinTime<Result>(ms: number, work: () => Result): Result {
  sandbox.work = work;
  return script.runInContext(context, { timeout: ms }) as Result;
}
