/** One question and its answer. */
export interface Attempt {
  readonly asked: string;
  /** Whether the customer wrote the question; false: the answer before was replaced by another one. */
  readonly isAsked: boolean;
  /** Tools that were called before the answer: each round calls its tools at once. */
  readonly rounds: readonly (readonly string[])[];
  /** The answers that the model gave to choose from. */
  readonly answers: readonly string[];
  /** Which of them was shown. */
  readonly shown: number;
  /** Whether the customer stopped the answer in the middle. */
  readonly isCut: boolean;
  /** Seconds since 1970. */
  readonly at: number;
}

/** What became of one question: the last attempt is the one that the conversation goes on from. */
export interface ScriptedTurn {
  readonly attempts: readonly Attempt[];
  /** How the customer rated the answer. */
  readonly rating: number | undefined;
}

export interface ScriptedConversation {
  readonly id: string;
  readonly user: string;
  readonly turns: readonly ScriptedTurn[];
}

/** The tool that asks another model. */
export const EXPERT = 'ask_expert';

const WORDS = ['yes', 'no', 'where is it', 'thanks', 'cancel my order', 'in two days', 'hello'];

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >>> 8) % below;
  };
}

/** Conversations with regenerated, stopped and chosen answers, edited questions, parallel calls, sub-agents and ratings. */
export function conversationScript(count: number): ScriptedConversation[] {
  const next = numbers(11);
  const word = (): string => WORDS[next(WORDS.length)] as string;
  const rounds = (): string[][] =>
    Array.from({ length: Math.max(0, next(5) - 2) }, () =>
      Array.from({ length: 1 + next(3) }, (_, n) => (next(6) === 0 ? EXPERT : `tool${next(4)}_${n}`)),
    );
  const turn = (start: number, isLast: boolean): ScriptedTurn => {
    const kind = next(8);
    const isCut = kind === 0;
    const choices = kind === 1 ? 2 + next(2) : 1;
    const attempt = (isAsked: boolean, more: Partial<Attempt>): Attempt => ({
      asked: word(),
      isAsked,
      rounds: rounds(),
      answers: Array.from({ length: choices }, (_, n) => (n === 0 ? word() : `${word()}, or ${n}`)),
      // Nothing tells which choice was shown but the request behind it.
      shown: isLast ? 0 : next(choices),
      isCut,
      at: start,
      ...more,
    });
    const last = attempt(true, isCut ? { answers: ['the first half of it and the other half'] } : {});
    const before = attempt(true, { answers: [`${word()}, at first`], shown: 0 });
    const isRegenerated = kind === 2;
    const again = { ...last, isAsked: false, at: start + 60, answers: [`${word()}, again`], shown: 0 };
    const attempts = isRegenerated
      ? [{ ...before, asked: last.asked }, again]
      : kind === 3
        ? [before, { ...last, asked: `${last.asked}, please`, at: start + 60 }]
        : [last];
    return { attempts, rating: next(4) === 0 ? next(2) : undefined };
  };
  return Array.from({ length: count }, (_, c) => {
    const turns = 1 + next(4);
    return {
      id: `c${c}`,
      user: `u${c % 7}`,
      turns: Array.from({ length: turns }, (_, t) => turn(1_715_785_200 + c * 37 + t * 600, t === turns - 1)),
    };
  });
}

/** The answer as the customer saw it. */
export function shownAnswer({ answers, shown, isCut }: Attempt): string {
  const answer = answers[shown] ?? '';
  return isCut ? answer.slice(0, answer.length / 2) : answer;
}

/** One event: its name, its role, and what it is about. */
export type Fact = readonly [event: string, role: string | undefined, about: unknown];

/** What a format does not have. Default of each: it has it. */
export interface Unknowable {
  readonly ratings?: true;
  /** Questions that were edited and answers that were replaced. */
  readonly replaced?: true;
  /** The first part of an answer that was stopped. */
  readonly cutAnswers?: true;
  /** That a question was asked once, although its answer was replaced. */
  readonly questionsOnce?: true;
}

/** The events of a conversation, but for Conversation Started. */
export function expectedFacts({ turns }: ScriptedConversation, unknowable: Unknowable = {}): Fact[] {
  return turns.flatMap(({ attempts, rating }): Fact[] => {
    const known = unknowable.replaced ? attempts.slice(-1) : attempts;
    const facts = known.flatMap((attempt): Fact[] => [
      ...(attempt.isAsked || unknowable.replaced || unknowable.questionsOnce
        ? [['Message Sent', 'customer', attempt.asked] as const]
        : []),
      ...attempt.rounds.flat().map((tool): Fact => ['Action Invoked', 'ai_agent', tool]),
      ...(attempt.isCut && unknowable.cutAnswers
        ? []
        : [['Message Received', 'ai_agent', shownAnswer(attempt)] as const]),
    ]);
    if (rating !== undefined && !unknowable.ratings) facts.push(['Feedback Submitted', undefined, rating]);
    return facts;
  });
}

/** The facts in the output of `convert`, by conversation. */
export function factsIn(ndjson: string): Map<string, Fact[]> {
  const found = new Map<string, Fact[]>();
  for (const line of ndjson.trimEnd().split('\n')) {
    const { event, properties } = JSON.parse(line);
    const { message_body, action, rating, role, conversationId } = properties;
    const facts = found.get(conversationId) ?? [];
    found.set(conversationId, facts);
    if (event !== 'Conversation Started') facts.push([event, role, message_body ?? action ?? rating]);
  }
  return found;
}
