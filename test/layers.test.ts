import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** Which folders of `src/` a folder may import from, beside itself. Nobody walks back. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  problem: ['text'],
  spill: ['text', 'failure.ts'],
  record: ['problem', 'text'],
  input: ['text', 'problem', 'record', 'failure.ts'],
  schema: ['text', 'problem', 'record'],
  privacy: ['text', 'problem', 'record'],
  'own-events': ['text', 'problem', 'record', 'input', 'schema', 'rules', 'failure.ts', 'json-file.ts'],
  conversations: ['text', 'spill', 'problem', 'record', 'schema'],
  rules: ['text', 'problem', 'record', 'schema', 'privacy', 'conversations'],
  scan: ['text', 'problem', 'record', 'input', 'schema', 'rules'],
  check: [
    'text',
    'spill',
    'problem',
    'record',
    'input',
    'schema',
    'own-events',
    'rules',
    'scan',
    'conversations',
    'failure.ts',
  ],
  config: ['text', 'problem', 'record', 'input', 'schema', 'rules', 'check', 'failure.ts', 'json-file.ts'],
  explain: ['text', 'problem', 'rules'],
  clients: ['text', 'record', 'schema', 'own-events'],
  events: ['text', 'problem', 'record', 'schema', 'own-events', 'typescript', 'clients', 'check', 'failure.ts'],
  output: ['text', 'problem', 'record', 'input', 'check', 'failure.ts', 'io.ts'],
  report: [
    'text',
    'spill',
    'output',
    'problem',
    'record',
    'schema',
    'privacy',
    'rules',
    'overview',
    'scan',
    'conversations',
    'check',
    'failure.ts',
    'viewer-page.ts',
  ],
  shard: [
    'text',
    'spill',
    'output',
    'problem',
    'record',
    'input',
    'schema',
    'rules',
    'scan',
    'conversations',
    'check',
    'report',
    'failure.ts',
  ],
  'page-check': ['text', 'spill', 'input', 'schema', 'conversations', 'check', 'report', 'failure.ts'],
  baseline: ['io.ts', 'text', 'output', 'problem', 'record', 'check', 'report', 'failure.ts'],
  init: [],
  emit: ['text', 'problem', 'record', 'schema', 'failure.ts'],
  send: [
    'text',
    'spill',
    'output',
    'io.ts',
    'problem',
    'record',
    'input',
    'schema',
    'privacy',
    'rules',
    'check',
    'failure.ts',
  ],
  fix: ['text', 'problem', 'record', 'input', 'schema', 'privacy', 'rules', 'check', 'failure.ts'],
  convert: ['text', 'spill', 'problem', 'record', 'input', 'privacy', 'rules', 'check', 'failure.ts'],
  overview: ['text', 'problem', 'record', 'schema', 'rules', 'conversations'],
  listen: [
    'text',
    'spill',
    'problem',
    'record',
    'schema',
    'rules',
    'overview',
    'check',
    'failure.ts',
    'viewer-page.ts',
  ],
  viewer: ['text', 'problem', 'privacy', 'rules', 'overview', 'explain', 'listen', 'report', 'page-check'],
  typescript: ['text', 'problem', 'record', 'schema', 'failure.ts'],
  library: [
    'text',
    'problem',
    'record',
    'input',
    'schema',
    'own-events',
    'rules',
    'conversations',
    'check',
    'convert',
    'failure.ts',
    'spill',
  ],
  mcp: ['text', 'input', 'report', 'listen', 'listen-client.ts', 'failure.ts'],
  cli: [
    'mcp',
    'agent-skill.ts',
    'text',
    'spill',
    'problem',
    'conversations',
    'output',
    'io.ts',
    'record',
    'input',
    'schema',
    'own-events',
    'events',
    'rules',
    'scan',
    'check',
    'config',
    'report',
    'shard',
    'emit',
    'convert',
    'send',
    'listen',
    'typescript',
    'explain',
    'baseline',
    'init',
    'privacy',
    'fix',
    'failure.ts',
  ],
};

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'generated' ? [] : files(path);
    return /\.tsx?$/.test(path) ? [path] : [];
  });
}

/** The first part of a path within `src/`: a folder, or a file that stands by itself. */
function layerOf(path: string): string {
  return relative(root, path).split('/')[0] ?? '';
}

function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, target = '']) => join(dirname(path), target).replace(/\.js$/, '.ts'))
    .filter((target) => !relative(root, target).startsWith('..'));
}

describe('the layers of src/', () => {
  const sources = files(root);

  it('the layers of src/ are all named in this test', () => {
    const folders = new Set(sources.map(layerOf).filter((layer) => !layer.endsWith('.ts')));
    expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.keys(MAY_IMPORT))('the layer %s imports only from the layers before it', (layer) => {
    const allowed = new Set([layer, ...(MAY_IMPORT[layer] ?? [])]);
    const wrong = sources
      .filter((path) => layerOf(path) === layer)
      .flatMap((path) => imports(path).map((target) => [path, target] as const))
      .filter(([, target]) => !allowed.has(layerOf(target)))
      .map(([path, target]) => `${relative(root, path)} imports ${relative(root, target)}`);
    expect(wrong).toEqual([]);
  });

  it('the layer viewer imports from the Node side only types, and texts that both show', () => {
    for (const path of sources.filter((source) => layerOf(source) === 'viewer')) {
      const foreign =
        readFileSync(path, 'utf8').match(
          /^import (?!type).* from '(?:\.\.\/)+(?:listen|report)\/(?!delivery-problem-lines|summary-line).*'/gm,
        ) ?? [];
      expect(foreign).toEqual([]);
    }
  });

  it('src/ has no file above 300 lines', () => {
    const long = sources.filter((path) => readFileSync(path, 'utf8').split('\n').length > 301);
    expect(long.map((path) => relative(root, path))).toEqual([]);
  });

  it('src/ loads the generator of TypeScript types only when it is needed', () => {
    for (const path of sources.filter((source) => layerOf(source) !== 'typescript')) {
      expect(readFileSync(path, 'utf8')).not.toMatch(/^import (?!type).*\/typescript\/event-types\.js'/m);
    }
  });

  it('src/ loads slow modules only when they are needed', () => {
    // The command line's bundle puts all static imports at its top, so that every start pays for them.
    const slow =
      /^import (?!type).* from '(?:node:(?:child_process|http|tty|url|util)|@hono\/node-server|hono(?:\/\w+)?|@clack\/prompts|chalk|ora)'/m;
    const apart = ['library', 'own-events', 'events'];
    const wrong = sources.filter((path) => !apart.includes(layerOf(path)) && slow.test(readFileSync(path, 'utf8')));
    expect(wrong.map((path) => relative(root, path))).toEqual([]);
  });

  it('src/ loads the SDK in src/send only, and only when it is needed', () => {
    const naming = sources.filter((path) => readFileSync(path, 'utf8').includes("'@segment/analytics-node'"));
    for (const path of naming) {
      expect(layerOf(path)).toBe('send');
      const statements = readFileSync(path, 'utf8').match(/^import .*'@segment\/analytics-node'/gm) ?? [];
      expect(statements.filter((statement) => !statement.startsWith('import type'))).toEqual([]);
    }
  });
});
