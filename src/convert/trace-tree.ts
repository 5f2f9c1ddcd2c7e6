import { answerChoices, anyEntries } from './any-messages.js';
import type { Entry, TranscriptRecord } from './model.js';
import type { MessageContext } from './reader.js';
import type { TraceNode } from './trace-node.js';

/** In how many records of a trace ids are looked up. */
const MAX_RECORDS = 50;
/** How far up the nodes above a node are looked at. */
const MAX_ANCESTORS = 200;

/** A node with what it says. */
export interface ReadNode extends TraceNode {
  readonly entries: readonly Entry[];
  readonly choices: readonly (readonly Entry[])[];
}

/** Whether something is in an entry that the customer may have seen. */
export const isSaid = ({ leftOut, text, actions = [], media = [] }: Entry): boolean =>
  leftOut !== true && (text !== undefined || actions.length + media.length > 0);

/** Whether any message of a node was recorded. */
export const hasMessages = ({ entries, choices }: ReadNode): boolean => entries.length > 0 || choices.length > 0;

/** Whether a node gave something back. */
export const hasAnswer = ({ choices }: ReadNode): boolean =>
  choices.some((choice) => choice.some((entry) => entry.role !== 'customer' && isSaid(entry)));

function byStart(a: TraceNode, b: TraceNode): number {
  const [first, second] = [a.start ?? a.end ?? '', b.start ?? b.end ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return a.id < b.id ? -1 : a.id === b.id ? 0 : 1;
}

function readNode(node: TraceNode, context: MessageContext): ReadNode {
  const { input = [], outputs = [], id, responseId = id, end, start, details } = node;
  return {
    ...node,
    entries: anyEntries(input, context),
    choices: answerChoices(outputs, context, { id: responseId, time: end ?? start, details }),
  };
}

/** The nodes of one trace with their messages, and what stands above what. */
export class TraceTree {
  /** All nodes, the one that began first first. */
  readonly nodes: readonly ReadNode[];
  readonly #byId = new Map<string, ReadNode>();
  readonly #ancestors = new Map<ReadNode, readonly ReadNode[]>();
  /** Agents that call models or answer by themselves. */
  readonly #speakers = new Set<ReadNode>();
  /** Calls of tools that took some time. */
  readonly #tools: readonly ReadNode[];
  readonly #hidden = new Map<ReadNode, boolean>();
  readonly #inTools = new Map<ReadNode, boolean>();
  readonly #shared: Partial<Record<'conversation' | 'userId', ReadonlySet<string>>> = {};

  constructor(nodes: readonly TraceNode[], context: MessageContext) {
    this.nodes = [...nodes].sort(byStart).map((node) => readNode(node, context));
    for (const node of this.nodes) this.#byId.set(node.id, node);
    for (const node of this.nodes) this.#ancestors.set(node, this.#findAncestors(node));
    this.#tools = this.nodes.filter(({ kind, start, end }) => kind === 'tool' && (start ?? '') < (end ?? ''));
    for (const node of this.nodes) {
      if (node.kind === 'agent' && hasAnswer(node)) this.#speakers.add(node);
      const [agent] = this.above(node).filter(({ kind }) => kind !== 'other');
      if (node.kind === 'model' && hasMessages(node) && agent?.kind === 'agent') this.#speakers.add(agent);
    }
  }

  #findAncestors(node: ReadNode): ReadNode[] {
    const found: ReadNode[] = [];
    const known = new Set<ReadNode>([node]);
    let { parent } = node;
    while (parent !== undefined && found.length < MAX_ANCESTORS) {
      const above = this.#byId.get(parent);
      if (above === undefined || known.has(above)) break;
      known.add(above);
      found.push(above);
      parent = above.parent;
    }
    return found;
  }

  /** The nodes above a node, the nearest first. */
  above(node: ReadNode): readonly ReadNode[] {
    return this.#ancestors.get(node) ?? [];
  }

  /** A tool within a call of the same tool: both stand for one call. */
  isToolTwice(node: ReadNode): boolean {
    return this.above(node).some(({ tool }) => tool !== undefined && tool.name === node.tool?.name);
  }

  /** Whether an agent ran while a tool was called, which called it. Frameworks put both side by side. */
  #runsInTool(agent: ReadNode): boolean {
    const known = this.#inTools.get(agent) ?? this.#findInTools(agent);
    this.#inTools.set(agent, known);
    return known;
  }

  #findInTools({ id, kind, start, end }: ReadNode): boolean {
    if (kind !== 'agent' || start === undefined || end === undefined) return false;
    return this.#tools.some((tool) => {
      if (tool.start === undefined || tool.end === undefined || tool.start > start || end > tool.end) return false;
      return !this.above(tool).some((above) => above.id === id);
    });
  }

  /** Whether the customer never saw its messages: those of tools, evaluators, and agents that other agents call. */
  isHidden(node: ReadNode): boolean {
    const known = this.#hidden.get(node) ?? this.#findHidden(node);
    this.#hidden.set(node, known);
    return known;
  }

  #findHidden(node: ReadNode): boolean {
    if (node.kind === 'hidden') return true;
    const above = this.above(node);
    if (above.some(({ kind }) => kind === 'tool' || kind === 'hidden')) return true;
    const agents = [node, ...above].filter(({ kind }) => kind === 'agent');
    // Below an agent that speaks, another one is its helper.
    if (agents.slice(1).some((agent) => this.#speakers.has(agent))) return true;
    return agents.some((agent) => this.#runsInTool(agent));
  }

  /** Whether a call of a model stands within another one: both were logged for one call. */
  isLoggedTwice(node: ReadNode): boolean {
    return this.above(node).some((above) => above.kind === 'model' && hasMessages(above));
  }

  /** What a node or the nearest one above it states, else what all others of the trace agree on. */
  stated(node: ReadNode, fact: 'conversation' | 'userId'): string | undefined {
    const own = [node, ...this.above(node)].find((one) => one[fact] !== undefined)?.[fact];
    if (own !== undefined) return own;
    this.#shared[fact] ??= new Set(this.nodes.map((one) => one[fact]).filter((one) => one !== undefined));
    const all = this.#shared[fact];
    return all.size === 1 ? [...all][0] : undefined;
  }

  /** The records in which ids of a node are looked up: its own, those above it, and others of the trace. */
  recordsFor(node: ReadNode): TranscriptRecord[] {
    const nodes = [node, ...this.above(node), ...this.nodes.slice(0, MAX_RECORDS)];
    return [...new Set(nodes)].slice(0, MAX_RECORDS).map(({ record }) => record);
  }
}
