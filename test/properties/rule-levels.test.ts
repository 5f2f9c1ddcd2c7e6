import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSetting } from '../../src/check/rule-levels.js';
import { matchesRule, namesAnyRule, ruleLevels } from '../../src/check/rule-levels.js';
import { CATALOG, defaultLevel } from '../../src/rules/catalog.js';
import { runs } from './runs.js';

const RULES = [...Object.keys(CATALOG), 'schema/required', 'schema/min-length'];
const OFF = RULES.filter((rule) => defaultLevel(rule) === 'off');

/** Settings as the command line has them: `call/*=error`. */
const settings = (...texts: readonly string[]): RuleSetting[] =>
  texts.map((text) => {
    const [glob = '', level = ''] = text.split('=');
    return { glob, level } as RuleSetting;
  });

describe('ruleLevels', () => {
  it('ruleLevels has the levels of the catalog without settings', () => {
    const levelOf = ruleLevels([]);
    for (const rule of RULES) expect(levelOf(rule)).toBe(defaultLevel(rule));
    expect(OFF).toContain('track/missing-message-id');
  });

  it.each<readonly [readonly string[], Readonly<Record<string, string>>]>([
    [['*=error'], { 'json/duplicate-key': 'error', 'schema/type': 'error', 'track/missing-message-id': 'off' }],
    [['*=warning'], { 'json/invalid-syntax': 'warning', 'schema/type': 'warning', 'track/missing-message-id': 'off' }],
    [['*=off'], { 'json/invalid-syntax': 'off', 'schema/type': 'off', 'call/missing-type': 'off' }],
    [['*=off', 'call/*=error'], { 'call/missing-type': 'error', 'call/unknown-type': 'error', 'schema/type': 'off' }],
    [['call/*=error', '*=off'], { 'call/missing-type': 'off' }],
    [['*=off', '*=error'], { 'call/missing-type': 'off', 'schema/type': 'off' }],
    [['*=off', 'call/missing-type=warning', '*=error'], { 'call/missing-type': 'error', 'call/unknown-type': 'off' }],
    [['track/*=error'], { 'track/missing-conversation-id': 'error', 'track/missing-message-id': 'off' }],
    [['track/missing-message-id=warning'], { 'track/missing-message-id': 'warning' }],
    [['track/missing-message-id=error', '*=warning'], { 'track/missing-message-id': 'warning' }],
    [['schema/*=warning', 'schema/type=off'], { 'schema/required': 'warning', 'schema/type': 'off' }],
    [['schema/type=off', 'schema/*=warning'], { 'schema/type': 'warning' }],
    [
      ['*/missing-*=off'],
      { 'call/missing-identity': 'off', 'feedback/missing-message-id': 'off', 'schema/type': 'error' },
    ],
    [['schema/required=warning'], { 'schema/required': 'warning', 'schema/type': 'error' }],
    [['call=off'], { 'call/missing-type': 'warning' }],
  ])('ruleLevels has after %j: %j', (texts, expected) => {
    const levelOf = ruleLevels(settings(...texts));
    expect(Object.fromEntries(Object.keys(expected).map((rule) => [rule, levelOf(rule)]))).toEqual(expected);
  });

  it('ruleLevels obeys the last setting that names a rule in full', () => {
    const level = fc.constantFrom('error', 'warning', 'off');
    const globs = fc.constantFrom('*', 'call/*', 'track/*', '*/missing-*', ...RULES);
    fc.assert(
      fc.property(fc.array(fc.tuple(globs, level)), fc.constantFrom(...RULES), level, (before, rule, last) => {
        const all = [...before.map(([glob, to]) => `${glob}=${to}`), `${rule}=${last}`];
        expect(ruleLevels(settings(...all))(rule)).toBe(last);
      }),
      runs(1000),
    );
  });

  it('ruleLevels never switches on by a pattern a rule that is off by default', () => {
    const patterns = fc.array(
      fc.tuple(fc.constantFrom('*', 'track/*', '*/missing-*', 't*'), fc.constantFrom('error', 'warning')),
    );
    fc.assert(
      fc.property(patterns, (set) => {
        const levelOf = ruleLevels(settings(...set.map(([glob, to]) => `${glob}=${to}`)));
        for (const rule of OFF) expect(levelOf(rule)).toBe('off');
      }),
      runs(200),
    );
  });
});

describe('matchesRule', () => {
  it.each([
    ['*', 'call/missing-type', true],
    ['call/*', 'call/missing-type', true],
    ['call/*', 'recall/missing-type', false],
    ['*/missing-type', 'call/missing-type', true],
    ['c*l/*g-*', 'call/missing-type', true],
    ['call/missing-type', 'call/missing-type', true],
    ['call/missing', 'call/missing-type', false],
    ['call/missing-typ.', 'call/missing-type', false],
    ['call/.*', 'call/missing-type', false],
    ['(call)/*', 'call/missing-type', false],
    ['', 'call/missing-type', false],
  ])('matchesRule(%j, %j) is %s', (glob, rule, matches) => {
    expect(matchesRule(glob, rule)).toBe(matches);
  });
});

describe('namesAnyRule', () => {
  it.each([...RULES, '*', 'call/*', '*/missing-*', 'schema/*', 'schema/unevaluated-properties', 'schema/min-*'])(
    'namesAnyRule accepts %j',
    (glob) => expect(namesAnyRule(glob)).toBe(true),
  );

  it.each(['', 'call', 'calls/*', 'call/mising-type', 'schema', 'schema/', 'Schema/type', 'x*'])(
    'namesAnyRule rejects %j',
    (glob) => {
      expect(namesAnyRule(glob)).toBe(false);
    },
  );
});
