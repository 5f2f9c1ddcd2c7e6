import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { isDateTime } from '../../src/schema/date-time.js';
import { foldersOfOwnEvents } from '../support/cases.js';
import { problemsIn } from '../support/expect-case.js';
import { testFolders } from '../support/folders.js';
import { log } from '../support/records.js';
import { FIXTURES } from '../support/root.js';
import { runBuilt } from '../support/run-built.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();
const OWN = join(FIXTURES, 'own-events');

async function events(cwd: string, ...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(['events', '--no-config', ...argv], { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

function records(folder: string): Record<string, unknown>[] {
  const lines = readFileSync(join(folder, 'log.ndjson'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('events', () => {
  it('events lists the known events, those of the spec first', async () => {
    const table = await events(join(OWN, 'schema-and-plan'), '--schema', 'given/order-placed.schema.json');
    const lines = table.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^event +schema +fields/);
    expect(lines[9]).toMatch(/^Message Sent +spec +conversationId messageId message_body \[role\]$/);
    expect(lines[10]).toMatch(
      /^Order Placed +given\/order-placed\.schema\.json +orderId total items \[conversationId\]/,
    );
  });

  it('events shows which events a tracking plan lists', async () => {
    const table = await events(join(OWN, 'tracking-plan'), '--tracking-plan', 'plan/tracking-plan.json');
    expect(table).toMatch(/^Message Sent +spec, plan\/tracking-plan\.json +planned /m);
    expect(table).toMatch(/^Message Received +spec, plan\/tracking-plan\.json +unplanned /m);
    expect(table).toMatch(/^Order Placed +plan\/tracking-plan\.json +planned /m);
  });

  it('events shows the fields of one event', async () => {
    const table = await events(join(OWN, 'schema-2020-12'), 'Order Placed', '--schema', 'schemas');
    expect(table).toContain('Order Placed (schemas/order-placed.schema.json)\nA customer placed an order.\n');
    expect(table).toContain('Not to be called Order Completed, Purchase.');
    expect(table).toMatch(/^properties\.orderId +a string +required +The order's id\.$/m);
    expect(table).toMatch(/^properties\.currency +one of "EUR", "USD", "GBP" +optional, "EUR" by default$/m);
    expect(table).toMatch(/^properties\.reference +an integer or a string +optional$/m);
  });

  it('events -o writes to a file', async () => {
    const cwd = folderWith();
    expect(await events(cwd, 'Message Sent', '--as', 'example', '-o', 'out.ndjson')).toBe('');
    expect(readFileSync(join(cwd, 'out.ndjson'), 'utf8')).toMatch(/^\{"type":"track","event":"Message Sent"/);
  });

  it.each([
    ['an event in wrong case', ['message sent'], 'there is no event message sent', 'did you mean "Message Sent"?'],
    ['a misspelled event', ['Messge Sentt'], 'there is no event Messge Sentt', 'did you mean "Message Sent"?'],
    ['an alias of an event', ['Bot Response'], 'there is no event Bot Response', 'did you mean "Message Received"?'],
    ['an unknown event', ['Moon Landed On'], 'there is no event Moon Landed On', 'lists those that are known'],
    ['a call', ['identify'], 'identify is a call, and no event', 'lists those that are known'],
    [
      'an unknown form',
      ['--as', 'yaml'],
      "argument 'yaml' is invalid",
      'table, schema, example, typescript, tracking-plan',
    ],
  ])('events fails for %s and suggests a fix', async (_, argv, message, fix) => {
    const { code, stdout, stderr } = await runInProcess(['events', '--no-config', ...argv], { cwd: OWN });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(fix);
  });
});

describe('as built', () => {
  it.each(['table', 'schema', 'example', 'tracking-plan'])('events --as %s is the same as built', async (form) => {
    const cwd = join(OWN, 'schema-and-plan');
    const argv = ['events', '--no-config', '--as', form, '--schema', 'given/order-placed.schema.json'];
    expect((await runBuilt(argv, { cwd })).stdout).toBe((await runInProcess(argv, { cwd })).stdout);
  });

  it('schemas and tracking plan come from the config, relative to its folder; the command line wins', async () => {
    const schema = '{"properties": {"event": {"const": "Order Placed"}, "properties": {"required": ["total"]}}}';
    const cwd = folderWith({
      'copilot-events.config.json': '{"schemas": ["schemas/*.json"], "trackingPlan": "plan.json"}',
      'schemas/order.json': schema,
      'other.json': schema.replace('Order Placed', 'Order Shipped'),
      'plan.json': '{"rules": [{"type": "TRACK", "key": "Order Placed", "jsonSchema": {}}]}',
      'none.json': '{"rules": []}',
      'deep/log.ndjson': log('{"type":"track","event":"Order Placed","userId":"u1","properties":{}}'),
    });
    const below = join(cwd, 'deep');
    const run = (...argv: string[]) => runBuilt(argv, { cwd: below });
    expect((await run('events')).stdout).toMatch(/^Order Placed +\S*order\.json, \S*plan\.json +planned /m);
    expect((await run('validate', 'log.ndjson', '-f', 'concise')).stdout).toContain('properties.total is missing');
    const other = (await run('events', '--schema', '../other.json', '--tracking-plan', '../none.json')).stdout;
    expect(other).toMatch(/^Order Shipped +\S*other\.json +unplanned /m);
    expect(other).not.toContain('Order Placed');
    const printed = JSON.parse((await run('validate', '--print-config', '--tracking-plan', 'x.json')).stdout);
    expect(printed).toMatchObject({
      schemas: { value: ['schemas/*.json'], from: join(cwd, 'copilot-events.config.json') },
      trackingPlan: { value: 'x.json', from: 'command line' },
    });
    expect((await run('validate', 'log.ndjson', '--no-config')).code).toBe(0);
  });

  it('emit converts values and fills in defaults as a schema of the user defines', async () => {
    const cwd = join(OWN, 'schema-2020-12');
    const fields = ['orderId=ord_7', 'total=19.99', 'reference=ABC', 'contact:=null', 'items:=[{"sku":"abc"}]'];
    const { code, stdout } = await runBuilt(
      ['emit', 'Order Placed', ...fields, '--user-id', 'u1', '--no-config', '--schema', 'schemas'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).properties).toEqual({
      orderId: 'ord_7',
      total: 19.99,
      reference: 'ABC',
      contact: null,
      items: [{ sku: 'abc' }],
      currency: 'EUR',
    });
    const help = await runBuilt(['emit', 'Order Placed', '--help', '--no-config', '--schema', 'schemas'], { cwd });
    expect(help.stdout).toContain('Fields of Order Placed: A customer placed an order.');
    expect(help.stdout).toContain('orderId         a string (required)');
  });

  it('send counts the records that a schema of the user rejects', async () => {
    const argv = ['send', 'log.ndjson', '--dry-run', '--no-config', '-f', 'json', '--schema', 'schemas', '-q'];
    const { code, stdout } = await runBuilt(argv, { cwd: join(OWN, 'schema-of-a-call') });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ records: 6, rejected: 5, notSent: 1 });
  });
});

describe('--as example', () => {
  it.each([
    ['events of the spec', 'schema-and-plan', []],
    ['events of a tracking plan', 'tracking-plan', ['--tracking-plan', 'plan/tracking-plan.json']],
    ['events of a draft-07 schema', 'schema-draft-07', ['--schema', 'schemas/*.json']],
    ['a replaced event', 'replaced-event', ['--schema', 'schemas']],
  ])('events --as example prints records without problems, of every event: %s', async (_, folder, argv) => {
    const cwd = join(OWN, folder);
    const examples = await events(cwd, '--as', 'example', ...argv);
    const lines = (await events(cwd, ...argv)).trimEnd().split('\n').slice(1);
    const names = lines.filter((line) => !/ unplanned /.test(line)).map((line) => line.split('  ')[0] ?? '');
    const found = examples
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect([...new Set(found)].toSorted()).toEqual(names.toSorted());
    const stdin = Buffer.from(examples);
    // Those of the spec tell a story; those of own events are records by themselves.
    const alone = argv.length === 0 ? [] : ['--rule', 'conversation/*=off'];
    const checked = await runInProcess(['validate', '--no-config', '-f', 'ndjson', ...alone, ...argv], { cwd, stdin });
    expect(problemsIn(checked.stdout)).toEqual([]);
    expect(checked.code).toBe(0);
  });

  it('events --as example names the field that it cannot make a value for', async () => {
    const schema = (more: string) =>
      `{"properties": {"event": {"const": "A B"}, "properties": {"required": ["x"], "properties": {"x": ${more}}}}}`;
    const cwd = folderWith({
      'a.json': schema('{"type": "string", "pattern": "^(?=.*1)(?=.*a).{5}$"}'),
      'b.json': schema('{"type": "string", "pattern": "^(?=.*1)(?=.*a).{5}$", "examples": ["1aaaa"]}'),
    });
    const { code, stderr } = await runInProcess(['events', 'A B', '--as', 'example', '--schema', 'a.json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('no example of A B can be made: properties.x does not match');
    expect(stderr).toContain('hint: add one to the schema');
    expect(await events(cwd, 'A B', '--as', 'example', '--schema', 'b.json')).toContain('"x":"1aaaa"');
  });
});

/** An Ajv that knows nothing of ours but the words. */
function ajvFor(document: object): Ajv {
  const options = { strict: false, logger: false, multipleOfPrecision: 9 } as const;
  const ajv = JSON.stringify(document).includes('draft-07') ? new Ajv(options) : new Ajv2020(options);
  ajvFormats.default(ajv as Ajv);
  ajv.addFormat('date-time', isDateTime);
  return ajv as Ajv;
}

/** Whether a record's problems say that a schema is not satisfied. */
function satisfies(problems: readonly Record<string, unknown>[], line: number): boolean {
  return !problems.some(
    ({ record, rule }) => record === line && /^(?:schema\/|call\/missing-identity)/.test(String(rule)),
  );
}

describe.each(
  foldersOfOwnEvents().map(({ folder, options }) => [folder.split('/').at(-1) ?? '', folder, options] as const),
)('the forms of %s', (_, folder, options) => {
  it('events --as schema of one event prints one document with the same results as validate', async () => {
    const { stdout } = await runInProcess(['validate', '--no-config', '-f', 'ndjson', 'log.ndjson', ...options], {
      cwd: folder,
    });
    const problems = problemsIn(stdout);
    const names = (await events(folder, ...options))
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('  ')[0]);
    let judged = 0;
    for (const name of names) {
      const document = JSON.parse(await events(folder, name ?? '', '--as', 'schema', ...options)) as object;
      expect(JSON.stringify(document)).not.toMatch(/"\$ref":"(?!#)/);
      const ajv = ajvFor(document);
      expect(ajv.validateSchema(document), ajv.errorsText()).toBe(true);
      const validate = ajv.compile(document);
      for (const [index, record] of records(folder).entries()) {
        // A version of an event that a plan tells apart has no document of its own.
        if (record['event'] !== name || record['type'] !== 'track' || JSON.stringify(record).includes('event_version'))
          continue;
        expect(validate(record), JSON.stringify({ record, errors: validate.errors })).toBe(
          satisfies(problems, index + 1),
        );
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(folder.endsWith('schema-of-a-call') ? -1 : 2);
  });

  it('events --as schema of all events prints one document that accepts known events only', async () => {
    const document = JSON.parse(await events(folder, '--as', 'schema', ...options)) as object;
    const examples = await events(folder, 'Conversation Started', '--as', 'example', ...options);
    const validate = ajvFor(document).compile(document);
    for (const line of examples.trimEnd().split('\n')) expect(validate(JSON.parse(line)), line).toBe(true);
    expect(validate({ type: 'track', event: 'Nobody Knows', userId: 'u1', properties: {} })).toBe(false);
  });

  it('events --as tracking-plan prints a plan with the same results as the schemas', async () => {
    const { stdout: plan, stderr: notes } = await runInProcess(
      ['events', '--no-config', '--as', 'tracking-plan', ...options],
      {
        cwd: folder,
      },
    );
    const { rules } = JSON.parse(plan) as { rules: { jsonSchema: object }[] };
    const ajv = ajvFor({ $schema: 'draft-07' });
    for (const { jsonSchema } of rules) {
      expect(JSON.stringify(jsonSchema)).not.toMatch(/"(?:\$ref|\$defs|x-[a-z-]+|prefixItems|unevaluated\w+)"/);
      expect(ajv.validateSchema(jsonSchema), ajv.errorsText()).toBe(true);
    }
    const cwd = folderWith({ 'plan.json': plan, 'log.ndjson': readFileSync(join(folder, 'log.ndjson')) });
    const verdicts = async (where: string, argv: readonly string[]) => {
      const { stdout } = await runInProcess(['validate', '--no-config', '-f', 'ndjson', 'log.ndjson', ...argv], {
        cwd: where,
      });
      // Names for events in the wild and for fields are not Segment's to know.
      return problemsIn(stdout)
        .filter(({ rule }) => /^(?:schema|call)\//.test(String(rule)))
        .map(({ rule, record, pointer, severity }) => ({ rule: sameIn07(String(rule)), record, pointer, severity }));
    };
    const mine = await verdicts(folder, options);
    const { fields, notes: told } = LOST[folder.split('/').at(-1) ?? ''] ?? { fields: [], notes: [] };
    const kept = mine.filter(({ record, pointer }) => !fields.includes(`${record} ${pointer}`));
    expect(await verdicts(cwd, ['--tracking-plan', 'plan.json'])).toEqual(kept);
    expect(mine.length - kept.length).toBe(fields.length);
    for (const note of told) expect(notes).toContain(note);
    expect(notes === '').toBe(told.length === 0);
    expect(mine.length).toBeGreaterThan(2);
  });
});

interface Lost {
  /** The records that are let pass for it, each with the field at fault. */
  readonly fields: readonly string[];
  readonly notes: readonly string[];
}

/** What a plan, being draft-07 without references, cannot say. */
const LOST: Readonly<Record<string, Lost>> = {
  'schema-2020-12': {
    fields: ['26 /properties/payment/dueDays', '37 /properties/tags'],
    notes: ['Order Placed: the plan leaves out', 'unevaluatedProperties', 'maxContains', 'to itself beyond 2 levels'],
  },
  'schema-draft-07': { fields: [], notes: ['Ticket Opened: the plan leaves out', 'to itself beyond 2 levels'] },
  'schema-of-a-call': { fields: ['3 /traits/plann'], notes: ['IDENTIFY: the plan leaves out unevaluatedProperties'] },
  'schema-and-plan': { fields: [], notes: ['Order Placed: the plan leaves out', 'unevaluatedProperties'] },
};

/** The rule of the keyword that draft-07 has for another one. */
function sameIn07(rule: string): string {
  return (
    { 'schema/dependent-required': 'schema/dependencies', 'schema/items': 'schema/additional-items' }[rule] ?? rule
  );
}
