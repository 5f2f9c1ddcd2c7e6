export type { Level, Place, Problem, RelatedPlace, Severity } from './problem/problem.js';
export type { Validator, ValidatorOptions, Verdict } from './validator.js';
export { createValidator } from './validator.js';
