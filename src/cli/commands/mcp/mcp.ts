import type { Readable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Io } from '../../../io.js';
import { createMcpServer } from '../../../mcp/create-server.js';
import type { RunResult } from '../../exit-code.js';
import { listenForInterrupt } from '../../interrupt.js';
import { TOOL } from '../../version.js';
import { runCaptured } from './run-captured.js';

/** Serves the tools on stdin and stdout until the client closes them, or a signal ends the run. */
export async function mcp(io: Io): Promise<RunResult> {
  const server = createMcpServer({ run: runCaptured(io), directory: io.cwd(), version: TOOL.version });
  const interrupt = listenForInterrupt(io);
  const stdin = io.stdin as unknown as Readable;
  const closed = new Promise<void>((resolve) => stdin.once('end', resolve).once('close', resolve));
  try {
    await server.connect(new StdioServerTransport(stdin, io.stdout));
    await Promise.race([closed, interrupt.whenRequested]);
    await server.close();
  } finally {
    interrupt.release();
    stdin.destroy();
  }
  return {};
}
