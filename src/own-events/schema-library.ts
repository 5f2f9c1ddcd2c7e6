import { fileURLToPath } from 'node:url';
import type { Failure } from '../failure.js';
import type { JsonObject } from '../record/record.js';
import { isObject } from '../record/record.js';
import { valueAt } from '../record/value-at.js';
import { documents } from '../schema/generated/built-in.js';
import { didYouMean } from '../text/did-you-mean.js';
import { appendToPointer } from '../text/json-pointer.js';
import { safeName } from '../text/safe-name.js';
import { valueKind } from '../text/value-kind.js';
import { checkKeywords } from './check-keywords.js';
import type { SchemaSource, Target } from './schema-source.js';
import { builtInSources, builtInUrl, sourceFailure } from './schema-source.js';
import { subschemas } from './subschemas.js';

/** A `$ref` as it stands in a document. */
export interface Reference {
  readonly source: SchemaSource;
  /** The schema that holds it. */
  readonly pointer: string;
  readonly ref: string;
  /** The address that it is relative to: that of the document, or of the nearest `$id`. */
  readonly base: string;
}

/** What `$ref` may name of ours: as a package's file, or as the file itself where the package is installed. */
const PACKAGE_PATH = /^(?:file:.*\/node_modules\/)?copilot-events\/schemas\/(.+)\.schema\.json$/;

function withoutFragment(url: string): [address: string, fragment: string] {
  const hash = url.indexOf('#');
  return hash === -1 ? [url, ''] : [url.slice(0, hash), url.slice(hash + 1)];
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** An address resolved against another; undefined if the two make none. */
export function resolvedUrl(ref: string, base: string): string | undefined {
  return URL.canParse(ref, base) ? new URL(ref, base).href : undefined;
}

/** All schema documents of a run: finds what a `$ref` names among them, and never anywhere else. */
export class SchemaLibrary {
  readonly sources: SchemaSource[] = [];
  readonly #addresses = new Map<string, Target>();
  readonly #anchors = new Map<string, Target>();
  readonly #bases = new Map<SchemaSource, Map<string, string>>();
  readonly #references = new Map<SchemaSource, Reference[]>();

  constructor() {
    for (const source of builtInSources()) this.add(source);
  }

  /**
   * Adds a document under its address and every `$id` in it. A document that is there already is not added again.
   * @throws {Failure} if two documents have the same `$id`, or for a keyword of ours with a wrong value.
   */
  add(source: SchemaSource): void {
    if (this.#addresses.has(source.url)) return;
    this.sources.push(source);
    this.#addresses.set(source.url, { source, pointer: '' });
    this.#bases.set(source, new Map());
    this.#references.set(source, []);
    this.#index(source, source.schema, '', source.url);
  }

  /** Whether there is a document at an address. */
  has(url: string): boolean {
    return this.#addresses.has(url);
  }

  /** The document at an address, which must be there. */
  targetOf(url: string): Target {
    const target = this.#addresses.get(url);
    if (target === undefined) throw new Error(`there is no schema ${url}`);
    return target;
  }

  referencesOf(source: SchemaSource): readonly Reference[] {
    return this.#references.get(source) ?? [];
  }

  /** The reference that a schema holds, if it does. */
  referenceAt({ source, pointer }: Target): Reference | undefined {
    const schema = valueAt(source.schema, pointer);
    if (!isObject(schema) || typeof schema['$ref'] !== 'string') return undefined;
    const bases = this.#bases.get(source);
    return { source, pointer, ref: schema['$ref'], base: bases?.get(pointer) ?? source.url };
  }

  /** What a reference names. @throws {Failure} naming its place, if that is nothing that was given. */
  resolve(reference: Reference): Target {
    const url = this.urlOf(reference);
    const [address, rawFragment] = withoutFragment(url);
    const fragment = decoded(rawFragment);
    const anchored = this.#anchors.get(`${address}#${fragment}`);
    if (anchored !== undefined) return anchored;
    const resource = this.#addresses.get(address);
    if (resource === undefined) throw this.#unknown(reference, address);
    const pointer = resource.pointer + fragment;
    const target = { source: resource.source, pointer };
    const value = fragment === '' || fragment.startsWith('/') ? valueAt(resource.source.schema, pointer) : undefined;
    if (isObject(value) || typeof value === 'boolean') return target;
    const what = value === undefined ? 'which is not there' : `which is ${valueKind(value)} and no schema`;
    const at = fragment.lastIndexOf('/');
    const beside = valueAt(resource.source.schema, resource.pointer + fragment.slice(0, Math.max(at, 0)));
    const names = isObject(beside) ? Object.keys(beside) : [];
    const where = resource.source.file?.path ?? `the schema ${resource.source.name} of copilot-events`;
    throw this.#failure(reference, what, didYouMean(fragment.slice(at + 1), names) ?? `look for it in ${where}`);
  }

  /** The full address that a reference names. */
  urlOf(reference: Reference): string {
    const addresses = this.addressesOf(reference);
    return addresses.find((url) => this.#addresses.has(withoutFragment(url)[0])) ?? (addresses[0] as string);
  }

  /** All addresses that a reference may name, the likeliest first; at least one. @throws {Failure} if it names none. */
  addressesOf({ source, pointer, ref, base }: Reference): string[] {
    const [, fragment] = withoutFragment(ref);
    // An $id moves the base to an address where nothing lies; the files still lie beside each other.
    const resolved = [base, source.url].flatMap((from) => resolvedUrl(ref, from) ?? []);
    const ours = [ref, ...resolved].flatMap((url) => PACKAGE_PATH.exec(withoutFragment(url)[0])?.[1] ?? [])[0];
    if (ours !== undefined) return [`${builtInUrl(ours)}#${fragment}`];
    if (resolved.length > 0) return resolved;
    throw sourceFailure(source, appendToPointer(pointer, '$ref'), `$ref ${safeName(ref, 200)} is not an address`);
  }

  #failure({ source, pointer, ref }: Reference, what: string, hint: string): Failure {
    return sourceFailure(source, appendToPointer(pointer, '$ref'), `$ref names ${safeName(ref, 200)}, ${what}`, hint);
  }

  #unknown(reference: Reference, address: string): Failure {
    if (/^https?:/.test(address)) {
      return this.#failure(
        reference,
        'and nothing is fetched from a network',
        'give the schema as a file whose $id is that address (--schema <file>), or refer to the file itself',
      );
    }
    if (address.startsWith('copilot-events:')) {
      const ids = Object.keys(documents).map((id) => `copilot-events/schemas/${id}.schema.json`);
      const meant = address.replace(/^copilot-events:/, 'copilot-events');
      return this.#failure(reference, 'which we do not ship', didYouMean(meant, ids) ?? `there are ${ids.join(', ')}`);
    }
    const path = address.startsWith('file:') ? `; it would be ${safeName(fileURLToPath(address), 300)}` : '';
    return this.#failure(
      reference,
      'which is not there',
      `check the path, which starts from the file’s own folder${path}`,
    );
  }

  #index(source: SchemaSource, schema: unknown, pointer: string, outerBase: string): void {
    if (!isObject(schema)) return;
    const base = this.#identify(source, schema, pointer, outerBase);
    this.#bases.get(source)?.set(pointer, base);
    checkKeywords(source, schema, pointer);
    if (typeof schema['$ref'] === 'string') {
      this.#references.get(source)?.push({ source, pointer, ref: schema['$ref'], base });
    }
    for (const [inner, at] of subschemas(schema, pointer)) this.#index(source, inner, at, base);
  }

  /** Indexes the `$id` and the `$anchor` of a schema; returns the address that references in it are relative to. */
  #identify(source: SchemaSource, schema: JsonObject, pointer: string, base: string): string {
    const { $id, $anchor } = schema;
    const target = { source, pointer };
    if (typeof $anchor === 'string') this.#anchors.set(`${base}#${$anchor}`, target);
    // In draft-07, nothing that stands beside a $ref counts.
    if (typeof $id !== 'string' || (source.draft === 'draft-07' && typeof schema['$ref'] === 'string')) return base;
    if ($id.startsWith('#')) {
      this.#anchors.set(`${base}${$id}`, target);
      return base;
    }
    const url = resolvedUrl($id, base);
    if (url === undefined) {
      throw sourceFailure(source, appendToPointer(pointer, '$id'), `$id ${safeName($id, 200)} is not an address`);
    }
    const [address] = withoutFragment(url);
    const known = this.#addresses.get(address);
    if (known !== undefined && (known.source !== source || known.pointer !== pointer) && address !== source.url) {
      const where = known.source.file?.path ?? 'another schema';
      throw sourceFailure(
        source,
        appendToPointer(pointer, '$id'),
        `$id ${safeName($id, 200)} is that of ${where}, too`,
        'give each schema an $id of its own, or none',
      );
    }
    this.#addresses.set(address, target);
    return address;
  }
}
