import { describe, expect, it } from 'vitest';
import { repositoryPaths } from '../../src/cli/repository-paths.js';
import { testFolders } from '../support/folders.js';
import { BAD, log } from '../support/records.js';
import { runInProcess } from '../support/run-in-process.js';

const folderWith = testFolders();

function pathIn(cwd: string, env: Readonly<Record<string, string>>, file: string): string {
  return repositoryPaths({ cwd: () => cwd, env })(file);
}

describe('the path of a file for a service', () => {
  it.each([
    ['stays as given without a repository', '/repo/logs', {}, 'a.ndjson', 'a.ndjson'],
    ['starts at the root on GitHub', '/repo/logs', { GITHUB_WORKSPACE: '/repo' }, 'a.ndjson', 'logs/a.ndjson'],
    ['starts at the root on GitLab', '/repo/logs', { CI_PROJECT_DIR: '/repo' }, './b/../a.ndjson', 'logs/a.ndjson'],
    ['may lie above the working directory', '/repo/logs', { CI_PROJECT_DIR: '/repo' }, '../a.ndjson', 'a.ndjson'],
    ['may be given as absolute', '/repo', { GITHUB_WORKSPACE: '/repo' }, '/repo/logs/a.ndjson', 'logs/a.ndjson'],
    ['becomes absolute outside of the repository', '/repo', { GITHUB_WORKSPACE: '/repo' }, '../a.ndjson', '/a.ndjson'],
    ['may start with two dots in its name', '/repo', {}, '..a.ndjson', '..a.ndjson'],
    ['stays as given outside of the workspace', '/tmp', { GITHUB_WORKSPACE: '/repo' }, 'a.ndjson', 'a.ndjson'],
    ['stays as given for an empty variable', '/repo', { GITHUB_WORKSPACE: '' }, 'a.ndjson', 'a.ndjson'],
    ['stays <stdin> for stdin', '/repo/logs', { GITHUB_WORKSPACE: '/repo' }, '<stdin>', '<stdin>'],
  ])('file path %s', (_, cwd, env, file, path) => expect(pathIn(cwd, env as Record<string, string>, file)).toBe(path));

  it.each([
    ['github', 'GITHUB_WORKSPACE', '::error file=logs/may/a.ndjson,'],
    ['sarif', 'GITHUB_WORKSPACE', '"artifactLocation":{"uri":"logs/may/a.ndjson","uriBaseId":"%SRCROOT%"}'],
    ['gitlab', 'CI_PROJECT_DIR', '"location":{"path":"logs/may/a.ndjson",'],
    ['concise', 'GITHUB_WORKSPACE', 'may/a.ndjson:1:93: error: '],
  ])('validate -f %s reports the path of a file that services expect', async (format, variable, shown) => {
    const root = folderWith({ 'logs/may/a.ndjson': log(BAD) });
    const { stdout } = await runInProcess(['validate', 'may', '-f', format], {
      cwd: `${root}/logs`,
      env: { [variable]: root },
    });
    expect(stdout).toContain(shown);
  });
});
