import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { Failure } from '../failure.js';
import type { Answer } from './answer.js';
import { failureAnswer, MAX_ANSWER, textAnswer } from './answer.js';
import { innerLogs } from './inner-paths.js';
import { DEFAULT_COLLECTOR, receivedEvents } from './received-events.js';

/** How long a text may be that a tool is given, in UTF-16 units. */
const MAX_TEXT = 1_000_000;

/** How many paths a tool is given at most. */
const MAX_PATHS = 50;

/** The name that problems give to a text. */
const TEXT_NAME = '<text>';

/** What a run of the command line wrote. */
export interface CommandOutcome {
  /** The exit code: 2 if the job could not be done. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, without a terminal. `stdin`: nothing by default. */
export type RunCommand = (argv: readonly string[], stdin?: string) => Promise<CommandOutcome>;

/** What a server is made with. */
export interface ServerParts {
  readonly run: RunCommand;
  /** The only directory whose files are read. */
  readonly directory: string;
  readonly version: string;
}

const LOGS = {
  text: z.string().max(MAX_TEXT).optional().describe('events as JSON or NDJSON, such as what your code would send'),
  paths: z
    .array(z.string())
    .max(MAX_PATHS)
    .optional()
    .describe('or: files and directories below the working directory'),
};

type LogArguments = z.infer<z.ZodObject<typeof LOGS>>;

const READ_ONLY = { readOnlyHint: true, openWorldHint: false };

/** The paths and the stdin that a command gets. @throws {Failure} unless there is either a text or a path. */
async function inputOf({ text, paths = [] }: LogArguments, directory: string) {
  if ((text === undefined) === (paths.length === 0)) {
    throw new Failure('bad-usage', 'give either text or paths');
  }
  return text === undefined ? { argv: await innerLogs(paths, directory) } : { argv: ['-'], stdin: text };
}

/** What a command printed, as an answer: an error if it could not do its job. */
function answerOf({ code, stdout, stderr }: CommandOutcome): Answer {
  const text = [stdout, stderr].filter((part) => part !== '').join('\n');
  return textAnswer(text === '' ? 'nothing found' : text, { isError: code > 1 });
}

/** What `convert` has to be given where the transcripts do not say it: its options, each with its name on the command line. */
const CONVERT_OPTIONS = {
  from: ['--from', z.string().describe('the format; detected by default')],
  userId: ['--user-id', z.string().describe('the user of all conversations that name none')],
  userIdFrom: ['--user-id-from', z.string().describe('where the user’s id stands in a record')],
  anonymousId: [
    '--anonymous-id',
    z.string().describe('an anonymous id, or conversation for the conversation’s own id'),
  ],
  conversationId: ['--conversation-id', z.string()],
  conversationIdFrom: ['--conversation-id-from', z.string().describe('a path in the record, file, trace or history')],
  start: ['--start', z.string().describe('the first time, where there are no times')],
  timeZone: ['--time-zone', z.string().describe('the zone of times without one, such as Europe/Berlin')],
} as const;

/** Those that may be given several times. */
const CONVERT_LISTS = {
  map: ['--map', 'where the fields of a table are: conversation=chat_id, role=sender, text=body'],
  where: ['--where', 'only records with these values: agent=main, model!=m'],
  feedback: ['--feedback', 'scores that are the customer’s rating: thumbs=up:1,down:0'],
} as const;

type ConvertArguments = LogArguments & {
  readonly [Name in keyof typeof CONVERT_OPTIONS]?: string | undefined;
} & { readonly [Name in keyof typeof CONVERT_LISTS]?: readonly string[] | undefined } & {
  readonly noTimestamps?: boolean | undefined;
};

/** The options as the protocol describes them, each of which may be left out. */
function convertOptions() {
  const fields = Object.entries(CONVERT_OPTIONS).map(([name, [, type]]) => [name, type.max(200).optional()] as const);
  return Object.fromEntries(fields) as Record<keyof typeof CONVERT_OPTIONS, z.ZodOptional<z.ZodString>>;
}

/** The lists as the protocol describes them. */
function convertLists() {
  const list = z.array(z.string().max(200)).max(20);
  const fields = Object.entries(CONVERT_LISTS).map(
    ([name, [, what]]) => [name, list.optional().describe(what)] as const,
  );
  return Object.fromEntries(fields) as Record<keyof typeof CONVERT_LISTS, z.ZodOptional<typeof list>>;
}

function convertFlags(given: ConvertArguments): string[] {
  const names = Object.keys(CONVERT_OPTIONS) as (keyof typeof CONVERT_OPTIONS)[];
  // One word for both: a value may begin with a dash.
  const flags = names.flatMap((name) =>
    given[name] === undefined ? [] : [`${CONVERT_OPTIONS[name][0]}=${given[name]}`],
  );
  const lists = Object.keys(CONVERT_LISTS) as (keyof typeof CONVERT_LISTS)[];
  for (const name of lists) for (const value of given[name] ?? []) flags.push(`${CONVERT_LISTS[name][0]}=${value}`);
  return given.noTimestamps === true ? [...flags, '--no-timestamps'] : flags;
}

/** The result of `fix` or `convert` for a text. A part of it would be of no use, and might be taken for the whole. */
function resultAnswer({ code, stdout, stderr }: CommandOutcome): Answer {
  if (stdout.length > MAX_ANSWER - stderr.length - 20) {
    const hint = 'give less text at once, or use the command line';
    return failureAnswer(new Failure('bad-usage', 'the result is too long for an answer', { hint }));
  }
  return textAnswer(`${stderr.trimEnd()}\n\n${stdout}`, { isError: code > 1 });
}

/** Makes the server: few tools, which write nothing, read only what lies below the directory, and answer in bounded text. */
export function createMcpServer({ run, directory, version }: ServerParts): McpServer {
  const server = new McpServer(
    { name: 'copilot-events', version },
    {
      instructions:
        'Segment’s AI copilot events: what each needs, and whether yours are valid. Call explain without a topic for the list of events; validate the events that your code sends; then prove it: run `copilot-events listen --exec "<command>" --expect "<event>"`.',
    },
  );
  const answering =
    <Arguments>(work: (given: Arguments) => Promise<Answer>) =>
    (given: Arguments) =>
      work(given).catch(failureAnswer);

  server.registerTool(
    'explain',
    {
      title: 'Explain an event or a rule',
      description:
        'The fields and examples of an event (Message Sent), or what a rule means and how to fix its problems (schema/required). Without a topic: all events.',
      inputSchema: {
        topic: z.string().min(1).max(200).optional().describe('the name of an event, or the id of a rule'),
      },
      annotations: READ_ONLY,
    },
    answering(async ({ topic }: { topic?: string | undefined }) => {
      if (topic === undefined) return answerOf(await run(['events']));
      if (topic.includes('/')) return answerOf(await run(['explain', '--', topic]));
      const fields = await run(['events', '--', topic]);
      if (fields.code !== 0) return answerOf(fields);
      const examples = await run(['events', '--as', 'example', '--', topic]);
      return answerOf({ ...fields, stdout: `${fields.stdout}\nexamples:\n${examples.stdout}` });
    }),
  );

  server.registerTool(
    'validate',
    {
      title: 'Validate events',
      description:
        'Checks events or logs. Problems are grouped by cause, each with its place, field and fix; values are masked.',
      inputSchema: LOGS,
      annotations: READ_ONLY,
    },
    answering(async (given: LogArguments) => {
      const { argv, stdin } = await inputOf(given, directory);
      return answerOf(await run(['validate', '-f', 'agent', '--stdin-filename', TEXT_NAME, '--', ...argv], stdin));
    }),
  );

  server.registerTool(
    'fix',
    {
      title: 'Fix events',
      description:
        'Fixes what has a single correct fix, and writes nothing. Of a text: returns the fixed text. Of files: returns which fields would be fixed, and how.',
      inputSchema: LOGS,
      annotations: READ_ONLY,
    },
    answering(async (given: LogArguments) => {
      const { argv, stdin } = await inputOf(given, directory);
      if (stdin === undefined) return answerOf(await run(['fix', '--diff', '--', ...argv]));
      return resultAnswer(await run(['fix', '--stdin-filename', TEXT_NAME, '--', ...argv], stdin));
    }),
  );

  server.registerTool(
    'convert',
    {
      title: 'Convert transcripts to events',
      description:
        'Makes events of transcripts, such as logs of a model’s API, and writes nothing. Of a text: returns the events. Of files: returns what would be written.',
      inputSchema: {
        ...LOGS,
        ...convertOptions(),
        ...convertLists(),
        noTimestamps: z.boolean().optional().describe('write no timestamps'),
      },
      annotations: READ_ONLY,
    },
    answering(async (given: ConvertArguments) => {
      const { argv, stdin } = await inputOf(given, directory);
      const flags = convertFlags(given);
      if (stdin === undefined) return answerOf(await run(['convert', '--dry-run', ...flags, '--', ...argv]));
      return resultAnswer(await run(['convert', ...flags, '--', ...argv], stdin));
    }),
  );

  server.registerTool(
    'received_events',
    {
      title: 'Events that came to listen',
      description:
        'What came to a running `copilot-events listen`: the last events by name, conversation and result, and their problems by cause.',
      inputSchema: {
        url: z.string().max(200).default(DEFAULT_COLLECTOR).describe('the address that listen prints'),
        name: z.string().optional().describe('only events of this name'),
        conversationId: z.string().optional(),
        userId: z.string().optional(),
        valid: z.boolean().optional(),
        testId: z.string().optional(),
      },
      annotations: READ_ONLY,
    },
    answering(async (query: Parameters<typeof receivedEvents>[0]) => textAnswer(await receivedEvents(query))),
  );
  return server;
}
