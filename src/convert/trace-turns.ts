import { partsOf } from './account.js';
import { entryKey } from './entry-key.js';
import type { Call } from './message-parts.js';
import type { Action, Details, Entry, Exchange } from './model.js';
import type { NodeKind, TraceContext, TraceNode } from './trace-node.js';
import { ratingOf } from './trace-node.js';
import { withCallTimes, withLooseCalls } from './trace-order.js';
import type { ReadNode } from './trace-tree.js';
import { hasAnswer, hasMessages, isSaid, TraceTree } from './trace-tree.js';

/** Finds the turns in the nodes of one trace. */
class Trace {
  readonly #id: string;
  readonly #context: TraceContext;
  readonly #tree: TraceTree;
  /** Spans of tools that no call was found for yet. */
  readonly #tools: ReadNode[];
  /** Ids of calls that were handed on. */
  readonly #called = new Set<string>();
  readonly #asked = new Map<number, string>();
  /** The keys of the history of the first call. */
  #earlier: readonly number[] | undefined;
  /** The id of the answer of a node, or of what stands for it. */
  readonly #answers = new Map<string, string>();
  exchanges: Exchange[] = [];

  constructor(nodes: readonly TraceNode[], id: string, context: TraceContext) {
    this.#id = id;
    this.#context = context;
    this.#tree = new TraceTree(nodes, context);
    this.#tools = this.#tree.nodes.filter((node) => node.tool !== undefined && !this.#tree.isToolTwice(node));
  }

  read(): void {
    const speaking = this.#tree.nodes.filter(
      (node) =>
        (node.kind === 'agent' || node.kind === 'model') && hasMessages(node) && !this.#tree.isLoggedTwice(node),
    );
    const shown = speaking.filter((node) => !this.#tree.isHidden(node));
    const models = shown.filter(({ kind }) => kind === 'model');
    const agents = new Set(shown.filter((node) => node.kind === 'agent' && hasAnswer(node)));
    const hasAgent = this.#tree.nodes.some((node) => node.kind === 'agent' && !this.#tree.isHidden(node));
    const isBelow = (node: ReadNode): boolean => this.#tree.above(node).some((above) => agents.has(above));
    const used = new Set<ReadNode>();
    if (agents.size > 0 && models.every(isBelow)) {
      for (const agent of agents) used.add(this.#agentTurn(agent, models));
    } else if (hasAgent) {
      const calling = new Set(models.flatMap((model) => this.#tree.above(model)));
      for (const node of shown) if (node.kind === 'model' || !calling.has(node)) used.add(this.#newMessages(node));
    } else {
      for (const model of models) used.add(this.#repeatedMessages(model));
    }
    const turns = this.exchanges.length;
    const own = new Set(speaking);
    for (const node of this.#tree.nodes) if (!used.has(node)) this.#leaveOut(node, own.has(node));
    this.#otherTools();
    this.exchanges = withCallTimes(withLooseCalls(this.exchanges.slice(0, turns), this.exchanges.slice(turns)));
    this.#feedback();
    if (speaking.length === 0) this.#countUnrecorded();
  }

  /** The turn of an agent: the last message that it was given, the calls below it, and what it answered. */
  #agentTurn(agent: ReadNode, models: readonly ReadNode[]): ReadNode {
    const { entries, choices } = agent;
    const answered = choices[0] ?? [];
    const asked = [...entries].reverse().find((entry) => entry.role === 'customer' && entry.leftOut !== true);
    const isModel = (entry: Entry): boolean => entry.role !== 'customer' && isSaid(entry);
    const behind = answered.slice(answered.findLastIndex(({ role }) => role === 'customer') + 1);
    const answer = behind.findLast((entry) => isModel(entry) && entry.text !== undefined) ?? behind.findLast(isModel);
    const below = models.filter((model) => this.#tree.above(model).includes(agent));
    // An agent may give back all of its messages. Where no model below it was recorded, the calls are in these.
    const isCalling = (entry: Entry): boolean => entry !== answer && entry.leftOut !== true && isModel(entry);
    const calling = below.length === 0 ? behind.filter(isCalling) : [];
    for (const entry of [...entries, ...answered])
      if (entry !== asked && entry !== answer) this.#drop(calling.includes(entry) ? { ...entry, actions: [] } : entry);
    this.#dropOthers(choices);
    const last = below.findLast(({ responseId }) => responseId !== undefined);
    const id = agent.responseId ?? last?.responseId ?? agent.id;
    for (const model of below) this.#answers.set(model.id, id);
    this.#answers.set(agent.id, id);
    const found: Entry[] = [];
    if (asked !== undefined) found.push(this.#customer(asked, agent));
    for (const model of below) {
      const calls = this.#calls(model.choices.flat());
      if (calls.length > 0)
        found.push({ role: 'ai_agent', id: model.responseId ?? model.id, time: model.end, actions: calls });
    }
    for (const entry of calling) {
      const calls = this.#calls([entry]);
      if (calls.length > 0) found.push({ role: 'ai_agent', id: entry.id, actions: calls });
    }
    const called = new Set(found.flatMap(({ actions = [] }) => actions.map(signatureOf)));
    const said = answer && {
      ...answer,
      id,
      details: isStated(agent.details) ? agent.details : below.at(-1)?.details,
      // An agent that gives back calls repeats those of its model, which may have no ids.
      actions: this.#calls([answer], called),
    };
    if (said !== undefined && isSaid(said)) found.push(said);
    this.#add(agent, found.map(withDistinctId(id)));
    return agent;
  }

  /** What is new in a call of a model: the message at the end of its input, and its answer. */
  #newMessages(node: ReadNode): ReadNode {
    const { entries, choices } = node;
    const last = entries.at(-1);
    const isNew = last?.role === 'customer' && last.leftOut !== true && !this.#asked.has(entryKey(last));
    const answered = (choices[0] ?? []).filter(({ leftOut, role }) => leftOut !== true && role !== 'customer');
    for (const entry of isNew ? entries.slice(0, -1) : entries) this.#drop(entry);
    for (const entry of choices[0] ?? []) if (!answered.includes(entry)) this.#drop(entry);
    this.#dropOthers(choices);
    this.#answers.set(node.id, node.responseId ?? node.id);
    const said = answered.map((entry) => ({ ...entry, actions: this.#calls([entry]) }));
    this.#add(node, [...(isNew ? [this.#customer(last, node)] : []), ...said]);
    return node;
  }

  /** A call of a model with its whole history, which is aligned with those before it. */
  #repeatedMessages(node: ReadNode): ReadNode {
    const { entries, choices } = node;
    const last = entries.at(-1);
    const history =
      last?.role === 'customer' && last.leftOut !== true
        ? [...entries.slice(0, -1), this.#customer(last, node)]
        : entries;
    for (const { actions = [] } of entries) for (const call of actions) this.#useTool(call, false);
    this.#answers.set(node.id, node.responseId ?? node.id);
    const answers = choices.map((choice) =>
      choice.map((entry) => ({ ...entry, actions: (entry.actions ?? []).map((call) => this.#typed(call)) })),
    );
    this.#hand(node, {
      entries: history.map(withoutCallIds),
      earlier: this.#earlierIn(entries),
      choices: answers.map((choice) => choice.map(withoutCallIds)),
      repeats: 'history',
      time: node.end ?? node.start,
      requestTime: node.start,
    });
    return node;
  }

  /** How many entries at the head of a history are those that the trace began with, but for the question. */
  #earlierIn(entries: readonly Entry[]): number {
    const isAsked = entries.at(-1)?.role === 'customer';
    this.#earlier ??= (isAsked ? entries.slice(0, -1) : entries).map(entryKey);
    return this.#earlier.every((key, index) => entries[index] !== undefined && entryKey(entries[index]) === key)
      ? this.#earlier.length
      : 0;
  }

  /** A message of the customer, named after the trace; a further one after its node. */
  #customer(entry: Entry, node: ReadNode): Entry {
    const key = entryKey(entry);
    const id = this.#asked.get(key) ?? `${this.#asked.size === 0 ? this.#id : node.id}-user`;
    this.#asked.set(key, id);
    return { ...entry, id, time: node.start };
  }

  /** The calls of entries that were not handed on yet, with what the spans of their tools tell. */
  #calls(entries: readonly Entry[], known: ReadonlySet<string> = new Set()): Action[] {
    const calls: Action[] = [];
    for (const call of entries.flatMap(({ actions = [] }) => actions)) {
      const { callId } = call as Call;
      const isKnown = callId === undefined ? known.has(signatureOf(call)) : this.#called.has(callId);
      if (isKnown) this.#context.leaveOut('repeated history');
      else calls.push(this.#typed(call));
    }
    return calls;
  }

  #typed(call: Action): Action {
    const found = this.#useTool(call, true);
    if (found === undefined) return call;
    return { ...call, type: found.tool?.type ?? call.type, time: found.start };
  }

  /** The span of the tool that a call is of. `byName`: whether the name is enough where there is no id. */
  #useTool(call: Action, byName: boolean): ReadNode | undefined {
    const { callId } = call as Call;
    if (callId !== undefined) this.#called.add(callId);
    const isOf = ({ tool }: ReadNode): boolean =>
      tool?.callId !== undefined && callId !== undefined
        ? tool.callId === callId
        : byName && tool?.name === call.action;
    const index = this.#tools.findIndex(isOf);
    return index === -1 ? undefined : this.#tools.splice(index, 1)[0];
  }

  /** What is not the customer’s: only its calls count, if it is a call of a model by itself. */
  #leaveOut(node: ReadNode, isOwn: boolean): void {
    const { leaveOut } = this.#context;
    const said = node.choices.flat();
    const isCaller = isOwn && node.kind === 'model';
    const calls = isCaller && !this.#answers.has(node.id) ? this.#calls(said) : [];
    if (calls.length > 0)
      this.#add(node, [{ role: 'ai_agent', id: node.responseId ?? node.id, time: node.end, actions: calls }]);
    const count = (entry: Entry): number => (entry.leftOut === true ? 0 : partsOf(entry));
    const parts = node.entries.reduce((sum, entry) => sum + count(entry), 0);
    const spoken = said.reduce((sum, entry) => sum + count(entry) - (isCaller ? (entry.actions ?? []).length : 0), 0);
    leaveOut('nested call', parts + spoken);
  }

  /** Tools whose call stands in no message. */
  #otherTools(): void {
    for (const node of this.#tools) {
      const { name, type = 'tool', callId } = node.tool ?? { name: '' };
      if (callId !== undefined && this.#called.has(callId)) continue;
      if (callId !== undefined) this.#called.add(callId);
      this.#add(node, [
        { role: 'ai_agent', id: node.id, time: node.start ?? node.end, actions: [{ type, action: name }] },
      ]);
    }
  }

  #feedback(): void {
    const { options, leaveOut } = this.#context;
    for (const node of this.#tree.nodes) {
      for (const { id, name, value, label, time, messageId, isOfConversation } of node.scores ?? []) {
        const scale = options.feedback.get(name);
        const rating = scale === undefined ? undefined : ratingOf(value, label, scale);
        if (rating === undefined) {
          leaveOut('unnamed score');
          continue;
        }
        const rated = isOfConversation === true ? undefined : (messageId ?? this.#answerAbove(node));
        this.#add(node, [{ role: 'customer', id, time, feedback: { rating, messageId: rated } }]);
      }
    }
  }

  #answerAbove(node: ReadNode): string | undefined {
    return [node, ...this.#tree.above(node)].map(({ id }) => this.#answers.get(id)).find((id) => id !== undefined);
  }

  #countUnrecorded(): void {
    const count = (...kinds: readonly NodeKind[]): number =>
      this.#tree.nodes.filter(({ kind }) => kinds.includes(kind)).length;
    const calls = count('model') || count('agent');
    this.#context.leaveOut('unrecorded content', calls);
    if (calls === 0 && this.exchanges.length === 0 && count('tool') === 0) this.#context.leaveOut('other trace');
  }

  #drop(entry: Entry): void {
    if (entry.leftOut !== true) this.#context.leaveOut('repeated history', partsOf(entry));
  }

  #dropOthers(choices: readonly (readonly Entry[])[]): void {
    for (const entry of choices.slice(1).flat())
      if (entry.leftOut !== true) this.#context.leaveOut('other choice', partsOf(entry));
  }

  #add(node: ReadNode, entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#hand(node, { entries: entries.map(withoutCallIds), repeats: 'new', time: node.start ?? node.end });
  }

  #hand(
    node: ReadNode,
    exchange: Pick<Exchange, 'entries' | 'choices' | 'repeats' | 'time' | 'requestTime' | 'earlier'>,
  ): void {
    this.exchanges.push({
      ...exchange,
      conversation: this.#tree.stated(node, 'conversation'),
      userId: this.#tree.stated(node, 'userId'),
      trace: this.#id,
      records: this.#tree.recordsFor(node),
    });
  }
}

/** What tells a call from others where it has no id. */
const signatureOf = ({ action, key = '' }: Action): string => `${action} ${key}`;

const isStated = (details: Details = {}): boolean => Object.values(details).some((fact) => fact !== undefined);

/** Gives an entry before the answer another id than the answer’s. */
function withDistinctId(answer: string): (entry: Entry, index: number, all: readonly Entry[]) => Entry {
  return (entry, index, all) =>
    entry.id === answer && index < all.length - 1 ? { ...entry, id: `${answer}-${index}` } : entry;
}

function withoutCallIds(entry: Entry): Entry {
  const { actions = [] } = entry;
  if (actions.every((action) => (action as Call).callId === undefined)) return entry;
  return { ...entry, actions: actions.map(({ callId: _, ...action }: Call) => action) };
}

/**
 * The exchanges of one trace. The outermost agent talks to the customer: its last input and its answer are the turn. Without its
 * messages, those of the models that it called; without an agent, the models’ messages with their history. What happens
 * below a tool, an evaluator or a further agent are calls only. Hands on what `context.add` takes.
 */
export function traceExchanges(nodes: readonly TraceNode[], traceId: string, context: TraceContext): Exchange[] {
  const trace = new Trace(nodes, traceId, context);
  trace.read();
  return trace.exchanges;
}
