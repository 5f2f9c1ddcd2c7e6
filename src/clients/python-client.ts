import { safeText } from '../text/safe-name.js';
import { wrap } from '../text/wrap.js';
import type { CallField, ClientEvent } from './client-event.js';
import { isAnyObject, NamedTypes } from './named-types.js';
import { functionNames, pascalCase, snakeCase } from './names.js';
import type { Model, ObjectModel } from './type-model.js';

/** The types that each file has or imports. */
const TAKEN =
  'Any Analytics AnonymousOptions Callable Events Literal Mapping NotRequired Options Protocol TypedDict UserOptions'.split(
    ' ',
  );

const KEYWORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

const WIDTH = 100;

/** A text as Python writes it: ASCII only, so that no character ends or hides anything. */
function pythonText(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1);
  const escaped = inside.replace(/[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** A comment or docstring, in lines. What a schema says cannot end it. */
function textLines(text: string): string[] {
  const clean = safeText(text.replace(/\s+/g, ' ').trim()).replaceAll('\\', '/').replaceAll('"""', "'''");
  return clean === '' ? [] : wrap(clean, WIDTH);
}

function docstring(text: string, indent: string): string {
  const lines = textLines(text);
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}"""${lines[0]?.replace(/"$/, "'")}"""\n`;
  return `${indent}"""\n${lines.map((line) => `${indent}${line}\n`).join('')}${indent}"""\n`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name) && !name.startsWith('__');
}

class TypeWriter {
  readonly types: NamedTypes;

  constructor(bases: ReadonlyMap<string, string>) {
    this.types = new NamedTypes(bases, TAKEN, (object, name) => this.#typedDict(object, name));
  }

  #typedDict({ members, description }: ObjectModel, name: string): string {
    const shown = members.filter(({ model }) => model.kind !== 'never');
    const typed = shown.map((member) => {
      const text = this.text(member.model);
      return { ...member, text };
    });
    if (typed.every((member) => isIdentifier(member.name))) {
      const lines = typed.map((member) => {
        const comments = textLines(member.description ?? '').map((line) => `    #: ${line}\n`);
        return `${comments.join('')}    ${member.name}: ${member.required ? member.text : `NotRequired[${member.text}]`}\n`;
      });
      const doc = docstring(description ?? '', '    ');
      return `class ${name}(TypedDict):\n${doc}${lines.join('') || (doc === '' ? '    pass\n' : '')}`;
    }
    const lines = typed.map((member) => {
      const comments = textLines(member.description ?? '').map((line) => `        #: ${line}\n`);
      const quoted = pythonText(member.text);
      return `${comments.join('')}        ${pythonText(member.name)}: ${member.required ? quoted : `NotRequired[${quoted}]`},\n`;
    });
    const comments = textLines(description ?? '').map((line) => `#: ${line}\n`);
    return `${comments.join('')}${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('')}    },\n)\n`;
  }

  /** The type of a model, as an annotation. */
  text(model: Model): string {
    switch (model.kind) {
      case 'any':
        return 'object';
      case 'never':
        return 'Never';
      case 'scalar':
        return { string: 'str', number: 'float', integer: 'int', boolean: 'bool', null: 'None' }[model.type];
      case 'literal':
        return literalText(model.value);
      case 'list':
        return `list[${this.text(model.items)}]`;
      case 'tuple': {
        const inside = [...model.items, ...(model.rest === undefined ? [] : [model.rest])];
        return `list[${this.#union(inside) || 'Never'}]`;
      }
      case 'union':
        return this.#union(model.members);
      case 'object': {
        if (isAnyObject(model)) return `Mapping[str, ${this.text(model.rest ?? { kind: 'any' })}]`;
        return this.types.nameOf(model);
      }
    }
  }

  #union(members: readonly Model[]): string {
    const values = members.map((member) => (member.kind === 'literal' ? literalText(member.value) : undefined));
    const literals = values.flatMap((value) => /^Literal\[(.*)\]$/s.exec(value ?? '')?.[1] ?? []);
    const others = members.filter((_, index) => !values[index]?.startsWith('Literal'));
    const joined = literals.length === 0 ? [] : [`Literal[${literals.join(', ')}]`];
    const texts = new Set([...joined, ...others.map((member) => this.text(member))]);
    if (texts.has('object')) return 'object';
    if (texts.has('float')) texts.delete('int');
    return [...texts].join(' | ');
  }

  /** The type of an event's options: that of all events, unless its schema asks for more. */
  optionsOf(event: ClientEvent, base: string): { readonly name: string; readonly declaration: string } {
    const { needsUserId, needsAnonymousId, context, integrations } = event;
    if (!needsUserId && !needsAnonymousId && context === undefined && integrations === undefined) {
      return { name: 'Options', declaration: '' };
    }
    const userName = this.types.free(`${base}UserOptions`);
    const user = this.#options(userName, true, needsAnonymousId, context, integrations);
    if (needsUserId) return { name: userName, declaration: user };
    const anonymousName = this.types.free(`${base}AnonymousOptions`);
    const anonymous = this.#options(anonymousName, false, true, context, integrations);
    const name = this.types.free(`${base}Options`);
    return { name, declaration: `${user}\n\n${anonymous}\n\n${name} = ${userName} | ${anonymousName}\n` };
  }

  #options(name: string, user: boolean, anonymous: boolean, context?: CallField, integrations?: CallField): string {
    const field = (key: string, type: string, required: boolean): string =>
      `    ${key}: ${required ? type : `NotRequired[${type}]`}\n`;
    const open = (one: CallField | undefined): string =>
      one === undefined ? 'Mapping[str, object]' : this.text(one.model);
    return [
      `class ${name}(TypedDict):\n`,
      field('userId', 'str', user),
      field('anonymousId', 'str', anonymous),
      field('messageId', 'str', false),
      field('timestamp', 'datetime', false),
      field('context', open(context), context?.required ?? false),
      field('integrations', open(integrations), integrations?.required ?? false),
    ].join('');
  }
}

function literalText(value: string | number | boolean): string {
  if (typeof value === 'string') return `Literal[${pythonText(value)}]`;
  if (typeof value === 'boolean') return `Literal[${value ? 'True' : 'False'}]`;
  // Literal takes no fractions; 1.0 is 1 to JSON.
  return Number.isSafeInteger(value) ? `Literal[${value}]` : 'float';
}

const HELPERS = `
class UserOptions(TypedDict):
    """The options of a call by a user that is known."""

    userId: str
    anonymousId: NotRequired[str]
    #: Segment's own id of the call, different for each call. Default: made by the SDK.
    messageId: NotRequired[str]
    #: When it happened. Default: now.
    timestamp: NotRequired[datetime]
    context: NotRequired[Mapping[str, object]]
    integrations: NotRequired[Mapping[str, object]]


class AnonymousOptions(TypedDict):
    """The options of a call by a user that is not known yet."""

    userId: NotRequired[str]
    anonymousId: str
    messageId: NotRequired[str]
    timestamp: NotRequired[datetime]
    context: NotRequired[Mapping[str, object]]
    integrations: NotRequired[Mapping[str, object]]


#: What any call has beside its properties. It has to say who did it.
Options = UserOptions | AnonymousOptions


class Analytics(Protocol):
    """A Client of segment-analytics-python, or its module segment.analytics."""

    def track(self, *args: Any, **kwargs: Any) -> Any: ...
`;

const CLASS = `
class Events:
    """One function for each event."""

    def __init__(
        self, analytics: Analytics, check: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        """
        check: called with each call before it is sent. What it raises is raised where the event is
        tracked, and nothing is sent.
        """
        self._analytics = analytics
        self._check = check

    def _track(
        self,
        event: str,
        properties: Mapping[str, object],
        options: Mapping[str, Any],
        extra: Mapping[str, object] | None = None,
        types: tuple[Any, ...] = (),
    ) -> None:
        for key in extra or {}:
            if any(key in one.__annotations__ for one in types):
                raise ValueError(f"{key!r} belongs in the properties, not in extra")
        everything = {**properties, **(extra or {})}
        timestamp: datetime | None = options.get("timestamp")
        if self._check is not None:
            call = {"type": "track", **options, "event": event, "properties": everything}
            if timestamp is not None:
                call["timestamp"] = timestamp.astimezone().isoformat()
            self._check(call)
        self._analytics.track(
            user_id=options.get("userId"),
            event=event,
            properties=everything,
            context=options.get("context"),
            timestamp=timestamp,
            anonymous_id=options.get("anonymousId"),
            integrations=options.get("integrations"),
            message_id=options.get("messageId"),
        )
`;

/** The objects that the properties of an event may be. */
function objectsOf(model: Model): ObjectModel[] {
  if (model.kind === 'object') return [model];
  return model.kind === 'union' ? model.members.flatMap(objectsOf) : [];
}

function methodText(event: ClientEvent, name: string, options: string, writer: TypeWriter): string {
  const type = writer.text(event.properties);
  const objects = objectsOf(event.properties);
  const isOpen = objects.some((object) => object.rest !== undefined) && !objects.some(isAnyObject);
  const extra = isOpen ? ['extra: Mapping[str, object] | None = None'] : [];
  const types = objects.map((object) => `${writer.types.nameOf(object)},`).join(' ');
  const passed = [pythonText(event.name), 'properties', 'options', ...(isOpen ? ['extra', `(${types})`] : [])];
  const parameters = ['self', `properties: ${type}`, `options: ${options}`, ...extra].map((one) => `        ${one},\n`);
  const doc = docstring(`${event.name}. ${event.description}`, '        ');
  return `\n    def ${name}(\n${parameters.join('')}    ) -> None:\n${doc}        self._track(${passed.join(', ')})\n`;
}

/** What of `typing` a file uses. */
function importsOf(text: string): string {
  const names = ['Any', 'Literal', 'Never', 'NotRequired', 'Protocol', 'TypedDict'];
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).join(', ');
}

/** A client in Python, for segment-analytics-python: one function for each event. It needs Python 3.11. */
export function pythonClient(events: readonly ClientEvent[], header: readonly string[]): string {
  const names = functionNames(events, snakeCase, (name) => KEYWORDS.has(name));
  const writer = new TypeWriter(names);
  const declarations: string[] = [];
  const methods = events.map((event) => {
    const name = names.get(event.name) ?? '';
    const options = writer.optionsOf(event, pascalCase(name));
    if (options.declaration !== '') declarations.push(options.declaration);
    return methodText(event, name, options.name, writer);
  });
  const body = [HELPERS, ...writer.types.declarations, ...declarations, CLASS + methods.join('')]
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .join('\n\n\n');
  return [
    ...header.map((line) => `# ${line}\n`),
    '\nfrom __future__ import annotations\n\n',
    'from collections.abc import Callable, Mapping\nfrom datetime import datetime\n',
    `from typing import ${importsOf(body)}\n\n\n`,
    body,
    '\n',
  ].join('');
}
