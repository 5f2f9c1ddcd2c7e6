import { partsOf } from './account.js';
import type { Call } from './any-messages.js';
import { answerChoices, anyEntries } from './any-messages.js';
import { entryKey } from './entry-key.js';
import type { Action, Details, Entry, Exchange, TranscriptRecord } from './model.js';
import type { ReaderContext } from './reader.js';

/**
 * What a node of a trace is: an agent, or what stands for a whole turn; a call of a model; of a tool; something whose messages
 * the customer never sees, such as an evaluator; anything else.
 */
export type NodeKind = 'agent' | 'model' | 'tool' | 'hidden' | 'other';

/** A span of a trace, or an observation. */
export interface TraceNode {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: NodeKind;
  readonly start: string | undefined;
  readonly end: string | undefined;
  /** The messages that it was given, and those that it gave back; undefined if it has none. */
  readonly input?: readonly unknown[] | undefined;
  readonly outputs?: readonly unknown[] | undefined;
  /** The tool that it calls. */
  readonly tool?: { readonly name: string; readonly type?: string | undefined; readonly callId?: string | undefined };
  /** The id of its answer. Default: its own id. */
  readonly responseId?: string | undefined;
  readonly conversation?: string | undefined;
  readonly userId?: string | undefined;
  readonly details?: Details | undefined;
  readonly scores?: readonly Score[];
  /** Where ids may be looked up. */
  readonly record: TranscriptRecord;
}

/** A score, which is a rating of the customer if `--feedback` names it. */
export interface Score {
  readonly id?: string | undefined;
  readonly name: string;
  /** A number, or a word whose number `--feedback` gives. */
  readonly value: unknown;
  readonly label?: unknown;
  readonly time?: string | undefined;
  /** The id of the rated message. Default: that of the answer of its node. */
  readonly messageId?: string | undefined;
  /** Whether it rates the conversation as a whole. Default: false. */
  readonly isOfConversation?: boolean;
}

/** In how many records of a trace ids are looked up. */
const MAX_RECORDS = 50;

/** A node with what it says. */
interface ReadNode extends TraceNode {
  readonly entries: readonly Entry[];
  readonly choices: readonly (readonly Entry[])[];
}

const isSaid = ({ leftOut, text, actions = [], media = [] }: Entry): boolean =>
  leftOut !== true && (text !== undefined || actions.length + media.length > 0);

const hasMessages = ({ entries, choices }: ReadNode): boolean => entries.length > 0 || choices.length > 0;

const hasAnswer = ({ choices }: ReadNode): boolean =>
  choices.some((choice) => choice.some((entry) => entry.role !== 'customer' && isSaid(entry)));

function byStart(a: TraceNode, b: TraceNode): number {
  const [first, second] = [a.start ?? a.end ?? '', b.start ?? b.end ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return a.id < b.id ? -1 : a.id === b.id ? 0 : 1;
}

/** Finds the turns in the nodes of one trace. */
class Trace {
  readonly #id: string;
  readonly #context: ReaderContext;
  readonly #nodes: readonly ReadNode[];
  readonly #byId = new Map<string, ReadNode>();
  readonly #ancestors = new Map<ReadNode, readonly ReadNode[]>();
  /** Agents that call models or answer by themselves. */
  readonly #speakers = new Set<ReadNode>();
  /** Spans of tools that no call was found for yet. */
  readonly #tools: ReadNode[];
  /** Ids of calls that were handed on. */
  readonly #called = new Set<string>();
  readonly #asked = new Map<number, string>();
  /** The id of the answer of a node, or of what stands for it. */
  readonly #answers = new Map<string, string>();
  readonly exchanges: Exchange[] = [];

  constructor(nodes: readonly TraceNode[], id: string, context: ReaderContext) {
    this.#id = id;
    this.#context = context;
    this.#nodes = [...nodes].sort(byStart).map((node) => readNode(node, context));
    for (const node of this.#nodes) this.#byId.set(node.id, node);
    for (const node of this.#nodes) this.#ancestors.set(node, this.#findAncestors(node));
    for (const node of this.#nodes) {
      if (node.kind === 'agent' && hasAnswer(node)) this.#speakers.add(node);
      const [agent] = this.#above(node).filter(({ kind }) => kind !== 'other');
      if (node.kind === 'model' && hasMessages(node) && agent?.kind === 'agent') this.#speakers.add(agent);
    }
    this.#tools = this.#nodes.filter((node) => node.tool !== undefined && !this.#isToolTwice(node));
  }

  #findAncestors(node: ReadNode): ReadNode[] {
    const found: ReadNode[] = [];
    const known = new Set<ReadNode>([node]);
    let { parent } = node;
    while (parent !== undefined) {
      const above = this.#byId.get(parent);
      if (above === undefined || known.has(above)) break;
      known.add(above);
      found.push(above);
      parent = above.parent;
    }
    return found;
  }

  /** The nodes above a node, the nearest first. */
  #above(node: ReadNode): readonly ReadNode[] {
    return this.#ancestors.get(node) ?? [];
  }

  /** A tool within a call of the same tool: both stand for one call. */
  #isToolTwice(node: ReadNode): boolean {
    return this.#above(node).some(({ tool }) => tool !== undefined && tool.name === node.tool?.name);
  }

  /** Whether an agent ran while a tool was called, which called it. Frameworks put both side by side. */
  #runsInTool({ id, kind, start, end }: ReadNode): boolean {
    if (kind !== 'agent' || start === undefined || end === undefined) return false;
    return this.#nodes.some((tool) => {
      if (tool.kind !== 'tool' || tool.start === undefined || tool.end === undefined) return false;
      const isBelow = this.#above(tool).some((above) => above.id === id);
      return !isBelow && tool.start <= start && end <= tool.end && tool.start < tool.end;
    });
  }

  /** Whether the customer never saw its messages: those of tools, evaluators, and agents that other agents call. */
  #isHidden(node: ReadNode): boolean {
    if (node.kind === 'hidden') return true;
    const above = this.#above(node);
    if (above.some(({ kind }) => kind === 'tool' || kind === 'hidden')) return true;
    const agents = [node, ...above].filter(({ kind }) => kind === 'agent');
    // Below an agent that speaks, another one is its helper.
    if (agents.slice(1).some((agent) => this.#speakers.has(agent))) return true;
    return agents.some((agent) => this.#runsInTool(agent));
  }

  /** Whether a call of a model stands within another one: both were logged for one call. */
  #isLoggedTwice(node: ReadNode): boolean {
    return this.#above(node).some((above) => above.kind === 'model' && hasMessages(above));
  }

  read(): void {
    const speaking = this.#nodes.filter(
      (node) => (node.kind === 'agent' || node.kind === 'model') && hasMessages(node) && !this.#isLoggedTwice(node),
    );
    const shown = speaking.filter((node) => !this.#isHidden(node));
    const models = shown.filter(({ kind }) => kind === 'model');
    const agents = shown.filter((node) => node.kind === 'agent' && hasAnswer(node));
    const hasAgent = this.#nodes.some((node) => node.kind === 'agent' && !this.#isHidden(node));
    const isBelow = (node: ReadNode): boolean => this.#above(node).some((above) => agents.includes(above));
    const used = new Set<ReadNode>();
    if (agents.length > 0 && models.every(isBelow)) {
      for (const agent of agents) used.add(this.#agentTurn(agent, models));
    } else if (hasAgent) {
      const isIdle = (node: ReadNode): boolean => !models.some((model) => this.#above(model).includes(node));
      for (const node of shown) if (node.kind === 'model' || isIdle(node)) used.add(this.#newMessages(node));
    } else {
      for (const model of models) used.add(this.#repeatedMessages(model));
    }
    for (const node of this.#nodes) if (!used.has(node)) this.#leaveOut(node, speaking.includes(node));
    this.#otherTools();
    this.#setCallTimes();
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
    for (const entry of [...entries, ...answered]) if (entry !== asked && entry !== answer) this.#drop(entry);
    this.#dropOthers(choices);
    const below = models.filter((model) => this.#above(model).includes(agent));
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
    const said = answer && { ...answer, id, actions: this.#calls([answer]) };
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
      choices: answers.map((choice) => choice.map(withoutCallIds)),
      repeats: 'history',
      time: node.end ?? node.start,
      requestTime: node.start,
    });
    return node;
  }

  /** A message of the customer, named after the trace; a further one after its node. */
  #customer(entry: Entry, node: ReadNode): Entry {
    const key = entryKey(entry);
    const id = this.#asked.get(key) ?? `${this.#asked.size === 0 ? this.#id : node.id}-user`;
    this.#asked.set(key, id);
    return { ...entry, id, time: node.start };
  }

  /** The calls of entries that were not handed on yet, with what the spans of their tools tell. */
  #calls(entries: readonly Entry[]): Action[] {
    const calls: Action[] = [];
    for (const call of entries.flatMap(({ actions = [] }) => actions)) {
      const { callId } = call as Call;
      if (callId !== undefined && this.#called.has(callId)) {
        this.#context.leaveOut('repeated history');
        continue;
      }
      calls.push(this.#typed(call));
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

  /** Calls have the times of their tools as far as these stand between the message and what follows it. */
  #setCallTimes(): void {
    const all = this.exchanges.flatMap(({ entries, choices = [] }) => [...entries, ...choices.flat()]);
    const times = all.map(({ time }) => time).filter((time) => time !== undefined);
    times.sort();
    const timed = (entry: Entry): Entry => {
      const { time: said, actions = [] } = entry;
      if (actions.length === 0 || said === undefined) return entry;
      const next = times.find((time) => time > said);
      let last = said;
      const called = actions.map((action) => {
        if (action.time !== undefined && action.time >= last && (next === undefined || action.time <= next))
          last = action.time;
        return { ...action, time: last };
      });
      return { ...entry, actions: called };
    };
    for (const [index, exchange] of this.exchanges.entries()) {
      const choices = exchange.choices?.map((choice) => choice.map(timed));
      this.exchanges[index] = { ...exchange, entries: exchange.entries.map(timed), ...(choices && { choices }) };
    }
  }

  #feedback(): void {
    const { options, leaveOut } = this.#context;
    for (const node of this.#nodes) {
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
    return [node, ...this.#above(node)].map(({ id }) => this.#answers.get(id)).find((id) => id !== undefined);
  }

  #countUnrecorded(): void {
    const models = this.#nodes.filter(({ kind }) => kind === 'model');
    this.#context.leaveOut('unrecorded content', models.length);
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

  #hand(node: ReadNode, exchange: Pick<Exchange, 'entries' | 'choices' | 'repeats' | 'time' | 'requestTime'>): void {
    this.exchanges.push({
      ...exchange,
      conversation: this.#stated(node, ({ conversation }) => conversation),
      userId: this.#stated(node, ({ userId }) => userId),
      trace: this.#id,
      records: [...new Set([node, ...this.#above(node), ...this.#nodes])]
        .slice(0, MAX_RECORDS)
        .map(({ record }) => record),
    });
  }

  /** What a node or one above it states, else what all others of the trace agree on. */
  #stated(node: ReadNode, fact: (node: ReadNode) => string | undefined): string | undefined {
    const own = [node, ...this.#above(node)].map(fact).find((one) => one !== undefined);
    if (own !== undefined) return own;
    const all = new Set(this.#nodes.map(fact).filter((one) => one !== undefined));
    return all.size === 1 ? [...all][0] : undefined;
  }
}

/** The number of a score: its own, or the one that `--feedback` gives for its word. */
function ratingOf(value: unknown, label: unknown, scale: Readonly<Record<string, number>>): number | undefined {
  for (const word of [label, value]) {
    if ((typeof word === 'string' || typeof word === 'boolean') && Object.hasOwn(scale, String(word)))
      return scale[String(word)];
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const rating = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(rating) ? rating : undefined;
}

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

function readNode(node: TraceNode, context: ReaderContext): ReadNode {
  const { input = [], outputs = [], id, responseId = id, end, start, details } = node;
  return {
    ...node,
    entries: anyEntries(input, context),
    choices: answerChoices(outputs, context, { id: responseId, time: end ?? start, details }),
  };
}

/**
 * The exchanges of one trace. The outermost agent talks to the customer: its last input and its answer are the turn. Without its
 * messages, those of the models that it called; without an agent, the models’ messages with their history. What happens
 * below a tool, an evaluator or a further agent are calls only. Hands on what `context.add` takes.
 */
export function traceExchanges(nodes: readonly TraceNode[], traceId: string, context: ReaderContext): Exchange[] {
  const trace = new Trace(nodes, traceId, context);
  trace.read();
  return trace.exchanges;
}
