// Makes the archive that Spark unpacks on its nodes: Node, and this program with what it depends on. No node needs anything
// else. Build first.
//
//     node scripts/spark-archive.js [--platform linux-x64|linux-arm64] [--node <file>] [--output copilot-events.tar.gz]
//
// Node comes from the package `node-<platform>`, or is the file that `--node` names.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The version of Node on the nodes: a current LTS. */
const NODE_VERSION = '24';

/** What starts the program with the Node beside it. A link to it works, too. */
const START = `#!/bin/sh
home=$(dirname "$(readlink -f "$0")")/..
exec "$home/bin/node" "$home/lib/node_modules/copilot-events/bin/copilot-events.js" "$@"
`;

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: `${process.platform}-${process.arch}` },
    node: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'copilot-events.tar.gz' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'copilot-events-archive-'));

/** @param {string} program @param {string[]} args @param {string} cwd */
function run(program, args, cwd = root) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The file of Node. */
function nodeFile() {
  if (values.node !== undefined) return resolve(values.node);
  const name = `node-${values.platform}`;
  const packed = run('npm', ['pack', '--silent', `${name}@${NODE_VERSION}`, '--pack-destination', work]);
  // The newest version comes last.
  run('tar', ['-xzf', join(work, packed.trim().split('\n').at(-1) ?? '')], work);
  return join(work, 'package', 'bin', 'node');
}

/** Copies this package, as npm would publish it, and the packages that it depends on. @param {string} modules */
function copyProgram(modules) {
  const target = join(modules, 'copilot-events');
  mkdirSync(target, { recursive: true });
  const packed = run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work]).trim();
  run('tar', ['-xzf', join(work, packed), '--strip-components=1'], target);
  for (const path of run('npm', ['ls', '--omit=dev', '--all', '--parseable']).split('\n').slice(1)) {
    const name = relative(join(root, 'node_modules'), path);
    if (path !== '') cpSync(path, join(modules, name), { recursive: true, dereference: true });
  }
}

try {
  const archive = join(work, 'archive');
  mkdirSync(join(archive, 'bin'), { recursive: true });
  copyProgram(join(archive, 'lib', 'node_modules'));
  cpSync(nodeFile(), join(archive, 'bin', 'node'), { dereference: true });
  writeFileSync(join(archive, 'bin', 'copilot-events'), START);
  for (const name of ['node', 'copilot-events']) chmodSync(join(archive, 'bin', name), 0o755);
  run('tar', ['-czf', resolve(values.output), '-C', archive, 'bin', 'lib']);
  console.log(`wrote ${values.output}`);
} finally {
  rmSync(work, { recursive: true });
}
