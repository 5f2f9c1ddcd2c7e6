import type { JsonObject } from '../../record/record.js';
import { isObject } from '../../record/record.js';
import { messagesIn } from '../any-value.js';
import type { TranscriptRecord } from '../model.js';
import type { OpenReader, Reader, ReaderContext } from '../reader.js';
import { TraceGroups } from '../trace-groups.js';
import type { NodeKind, Score, TraceNode } from '../trace-node.js';
import { toolNameIn } from '../trace-node.js';
import { traceExchanges } from '../trace-turns.js';
import { idIn, numberIn, objectsIn, textIn, wordIn } from '../values.js';
import { detailsOf, field, isObservation, isScore, isTrace, recognise, utc } from './langfuse-shapes.js';

const KINDS: Readonly<Record<string, NodeKind>> = {
  AGENT: 'agent',
  GENERATION: 'model',
  TOOL: 'tool',
  EVALUATOR: 'hidden',
  GUARDRAIL: 'hidden',
};
/** One row that belongs to a trace. */
interface Row {
  readonly kind: 'trace' | 'observation' | 'score';
  readonly value: JsonObject;
  readonly file: string;
  readonly line: number;
}

class LangfuseReader implements OpenReader {
  readonly #context: ReaderContext;
  readonly #traces: TraceGroups<Row>;
  readonly #ofSessions: Row[] = [];

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#traces = new TraceGroups(context);
  }

  read(record: TranscriptRecord): void {
    const { value } = record;
    if (!isObject(value) || recognise(value) === undefined) this.#context.reject(record);
    else if (isObject(value['trace'])) {
      const listed = objectsIn(value['observations']);
      this.#trace({ ...value['trace'], ...(listed.length > 0 ? { observations: listed } : {}) }, record);
    } else if (isScore(value)) this.#keep('score', value, record);
    else if (isObservation(value)) this.#keep('observation', value, record);
    else if (isTrace(value)) this.#trace(value, record);
    else for (const trace of objectsIn(value['traces'])) this.#trace({ sessionId: value['id'], ...trace }, record);
  }

  /** A trace with the observations and scores that stand in it. */
  #trace(trace: JsonObject, record: TranscriptRecord): void {
    const { observations, scores, ...own } = trace;
    const ofTrace = { traceId: trace['id'] };
    this.#keep('trace', own, record);
    // Lists of ids instead of what they stand for have nothing to read.
    for (const one of objectsIn(observations)) this.#keep('observation', { ...ofTrace, ...one }, record);
    for (const one of objectsIn(scores)) this.#keep('score', { ...ofTrace, ...one }, record);
  }

  #keep(kind: Row['kind'], value: JsonObject, { file, line }: TranscriptRecord): void {
    const trace = idIn(kind === 'trace' ? value['id'] : field(value, 'traceId'));
    const row: Row = { kind, value, file, line };
    if (trace === undefined) this.#ofSessions.push(row);
    else this.#traces.add(trace, row);
  }

  end(): void {
    for (const [trace, rows] of this.#traces.groups()) this.#add(trace, rows);
    this.#addSessionScores();
  }

  #time(value: unknown): string | undefined {
    return this.#context.time(utc(value));
  }

  /** Hands on the turn of one trace. */
  #add(id: string, rows: readonly Row[]): void {
    const traces = rows.filter(({ kind }) => kind === 'trace');
    // A later export of a trace may know more of it.
    const trace = traces.reduce<Row | undefined>((best, row) => (richer(row, best) ? row : best), undefined);
    const observations = new Map<string, Row>();
    const scores = new Map<string, Row>();
    for (const row of rows) {
      const own = idIn(row.value['id']) ?? `${observations.size + scores.size}`;
      const map = row.kind === 'observation' ? observations : row.kind === 'score' ? scores : undefined;
      if (map !== undefined && richer(row, map.get(own))) map.set(own, row);
    }
    const nodes = [...observations].map(([own, row]) => this.#observation(own, row, id));
    const top = this.#root(id, trace, nodes, [...observations.values()]);
    const all = [top, ...nodes.filter((node) => node.id !== top.id)];
    const given = [...scores.values()].map((row) => ({ row, score: this.#score(row) }));
    const scored = all.map((node) => ({
      ...node,
      scores: given.flatMap(({ row, score }) => {
        const rated = idIn(field(row.value, 'observationId'));
        const isHere =
          rated !== undefined && all.some((one) => one.id === rated) ? rated === node.id : node.id === top.id;
        return isHere && score !== undefined ? [score] : [];
      }),
    }));
    for (const exchange of traceExchanges(scored, id, this.#context)) this.#context.add(exchange);
  }

  #observation(id: string, { value, file, line }: Row, trace: string): TraceNode {
    const type = wordIn(value['type']);
    const kind = KINDS[type] ?? 'other';
    // Google’s ADK names the observation after what it did.
    const name = textIn(textIn(value['name'])?.replace(/^execute_tool\s+/, ''));
    const speaks = kind === 'agent' || kind === 'model';
    return {
      id,
      parent: idIn(field(value, 'parentObservationId')) ?? trace,
      kind,
      start: this.#time(field(value, 'startTime')),
      end: this.#time(field(value, 'endTime')),
      input: speaks ? this.#side(value, 'input') : undefined,
      outputs: speaks ? this.#side(value, 'output') : undefined,
      ...(kind === 'tool' && name !== undefined ? { tool: { name: toolNameIn(name) } } : {}),
      conversation: idIn(field(value, 'sessionId')),
      userId: idIn(field(value, 'userId')),
      details: detailsOf(value),
      record: { value, group: 0, file, line },
    };
  }

  #side(value: JsonObject, side: 'input' | 'output'): readonly JsonObject[] | undefined {
    const given = value[side];
    if (given === undefined || given === null || given === '') return undefined;
    const messages = messagesIn(given, side);
    if (messages === undefined) this.#context.leaveOut('unknown content');
    return messages;
  }

  /** The trace as what talks to the customer; its input and output are those of its root observation where it has none of its own. */
  #root(id: string, trace: Row | undefined, nodes: readonly TraceNode[], rows: readonly Row[]): TraceNode {
    const roots = rows.filter(({ value }) => idIn(field(value, 'parentObservationId')) === undefined);
    const [root] = roots;
    const own = trace?.value ?? {};
    const whole = roots.length === 1 && root !== undefined ? root.value : {};
    const read = (side: 'input' | 'output'): readonly JsonObject[] | undefined =>
      this.#side(own, side) ?? this.#side(whole, side);
    const [input, outputs] = [read('input'), read('output')];
    const times = nodes.flatMap(({ start, end }) => [start, end]).filter((time) => time !== undefined);
    times.sort();
    const isTurn = input !== undefined && outputs !== undefined;
    return {
      id,
      parent: undefined,
      // Without both sides of its own, the messages stand in the calls of models.
      kind: 'agent',
      start: this.#time(own['timestamp']) ?? times[0],
      end: times.at(-1) ?? this.#endOf(own),
      input: isTurn ? input : undefined,
      outputs: isTurn ? outputs : undefined,
      responseId: id,
      conversation: idIn(field(own, 'sessionId')),
      userId: idIn(field(own, 'userId')),
      details: undefined,
      record: { value: own, group: 0, file: trace?.file ?? root?.file ?? '', line: trace?.line ?? root?.line ?? 1 },
    };
  }

  /** The end of a trace without observations: `latency` is in seconds. */
  #endOf(trace: JsonObject): string | undefined {
    const [start, latency] = [this.#time(trace['timestamp']), numberIn(trace['latency'])];
    if (start === undefined || latency === undefined || latency < 0) return start;
    return this.#context.time(Date.parse(start) + latency * 1000, 'ms');
  }

  /** Only what came through the API can be the customer’s; `--feedback` has to name it. */
  #score({ value }: Row): Score | undefined {
    const name = textIn(value['name']);
    if (value['source'] !== 'API' || name === undefined) {
      this.#context.leaveOut('unnamed score');
      return undefined;
    }
    return {
      id: idIn(value['id']),
      name,
      value: value['value'],
      label: field(value, 'stringValue'),
      time: this.#time(value['timestamp'] ?? field(value, 'createdAt')),
    };
  }

  /** Scores of sessions rate the conversation. */
  #addSessionScores(): void {
    for (const row of this.#ofSessions) {
      const score = this.#score(row);
      const session = idIn(field(row.value, 'sessionId'));
      if (score === undefined) continue;
      const node: TraceNode = {
        id: session ?? '',
        parent: undefined,
        kind: 'other',
        start: score.time,
        end: score.time,
        conversation: session,
        scores: [{ ...score, isOfConversation: true }],
        record: { value: row.value, group: 0, file: row.file, line: row.line },
      };
      for (const exchange of traceExchanges([node], session ?? '', this.#context)) this.#context.add(exchange);
    }
  }
}

/** Whether a row knows more than another one of its id. */
function richer({ value }: Row, other: Row | undefined): boolean {
  return other === undefined || JSON.stringify(value).length > JSON.stringify(other.value).length;
}

/** Langfuse: traces, observations, scores and sessions, from the page of a trace, the API, or exports of tables. */
export const langfuse: Reader = {
  name: 'langfuse',
  title: 'Langfuse',
  recognise,
  holdsCalls: true,
  open: (context) => new LangfuseReader(context),
};
