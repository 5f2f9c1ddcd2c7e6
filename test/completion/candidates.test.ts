import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHELLS } from '../../src/cli/commands/completion/scripts.js';
import { bashInsertion, unquoted } from '../../src/cli/commands/completion/shell-words.js';
import { FORMS } from '../../src/events/forms.js';
import { INPUT_FORMATS } from '../../src/input/read-records.js';
import { PERSONAL_KINDS } from '../../src/privacy/find-personal-data.js';
import { FORMATS } from '../../src/report/formats.js';
import { CATALOG } from '../../src/rules/catalog.js';
import { ROOT } from '../support/root.js';
import { runInProcess } from '../support/run-in-process.js';

async function offered(...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runInProcess(['completion', 'zsh', '--', ...words], { cwd: ROOT });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '');
}

async function help(...words: string[]): Promise<string> {
  return (await runInProcess([...words, '--help'], { cwd: ROOT })).stdout;
}

describe('what completion offers', () => {
  it('completion offers every command', async () => {
    const named = [...((await help()).split('Commands:')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(4);
    expect((await offered('')).sort()).toEqual([...new Set(named)].sort());
    expect(await offered('help', 'val')).toEqual(['validate']);
  });

  it.each(['validate', 'send', 'listen', 'emit', 'explain', 'completion'])('%s completes options', async (command) => {
    const named = [...(await help(command)).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
    expect((await offered(command, '--')).sort()).toEqual([...new Set(named)].sort());
  });

  it('completion offers an option once, unless it can be repeated', async () => {
    const left = await offered('validate', '--quiet', '--rule', 'json/*=off', '-f', 'json', '--');
    expect(left).not.toContain('--quiet');
    expect(left).toContain('--rule');
    expect(left).toContain('--format');
  });

  it.each(['explain', 'validate --rule'])('completion offers every rule after %s', async (words) => {
    const rules = await offered(...words.split(' '), '');
    for (const rule of Object.keys(CATALOG)) expect(rules.map((one) => one.replace('=', ''))).toContain(rule);
  });

  it('completion offers every format', async () => {
    expect(await offered('validate', '-f', '')).toEqual([...Object.keys(FORMATS), 'shard=']);
    expect(await offered('listen', '-f', '')).toEqual(Object.keys(FORMATS));
    expect(await offered('send', '--format', '')).toEqual(['pretty', 'json']);
    expect(await offered('validate', '--format=nd')).toEqual(['--format=ndjson']);
  });

  it('completion offers every level, event and choice', async () => {
    expect(await offered('validate', '--rule', 'json/*=')).toEqual(['json/*=error', 'json/*=warning', 'json/*=off']);
    expect(await offered('send', '--event', '!Message S')).toEqual(['!Message Sent']);
    expect(await offered('send', '--region', '')).toEqual(['us', 'eu']);
    expect(await offered('events', '--as', '')).toEqual(Object.keys(FORMS));
    expect(await offered('fix', '--redact', '')).toEqual([...PERSONAL_KINDS, 'all']);
    expect(await offered('validate', '--input-format', '')).toEqual([...INPUT_FORMATS]);
    expect(await offered('completion', '')).toEqual([...SHELLS]);
  });

  it.each([
    ['paths', ['validate', '']],
    ['the file of an option', ['validate', '--config', '']],
    ['words after --', ['validate', '--', '--ru']],
    ['an unknown command', ['valdate', '']],
  ])('completion offers nothing for %s, so that the shell completes files', async (_, words) => {
    expect(await offered(...words)).toEqual([]);
  });

  it('completion refuses an unknown shell with a suggestion', async () => {
    const { code, stderr } = await runInProcess(['completion', 'bsh'], { cwd: ROOT });
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean bash?');
  });
});

describe('words of a shell', () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/\s/g, ' '));

  it('unquoted restores every word that bashInsertion quotes', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(unquoted(bashInsertion(value, ''))).toBe(value);
        expect(unquoted(`"${bashInsertion(value, '"')}"`)).toBe(value);
        expect(unquoted(`'${bashInsertion(value, "'")}'`)).toBe(value);
      }),
    );
  });

  it('Bash reads words from bashInsertion as the original values', () => {
    const values = [
      'Message Sent',
      '$(touch ran)',
      '`id`',
      'a"b\'c\\d',
      'track/*',
      '~',
      '!x',
      'a;b|c>d&',
      'é 😀',
      '{a,b}',
    ];
    const words = values.flatMap((value) => [
      bashInsertion(value, ''),
      `"${bashInsertion(value, '"')}"`,
      `'${bashInsertion(value, "'")}'`,
    ]);
    const shown = execFileSync('bash', ['-c', `printf '%s\\n' ${words.join(' ')}`], { encoding: 'utf8' });
    expect(shown).toBe(
      values
        .flatMap((value) => [value, value, value])
        .join('\n')
        .concat('\n'),
    );
  });

  it('bashInsertion leaves out what Bash keeps: the text up to the last = or :', () => {
    expect(bashInsertion('json/*=off', 'json/\\*=o')).toBe('off');
    expect(bashInsertion('--event=Message Sent', '--event="Mess')).toBe('Message Sent');
    expect(bashInsertion('--rule=json/*=off', '--rule=js')).toBe('json/\\*=off');
  });
});
