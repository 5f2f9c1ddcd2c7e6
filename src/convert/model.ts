/** Who wrote a message: the customer; a model or a bot; a person who answers; or someone of whom the source tells neither. */
export type Role = 'customer' | 'ai_agent' | 'human_agent' | 'agent';

/** A tool call, where it was called. */
export interface Action {
  /** The kind of tool as far as the source tells it, else `tool`. */
  readonly type: string;
  /** The name of the tool. */
  readonly action: string;
  /** Default: the time of its entry. */
  readonly time?: string | undefined;
  /** Default: the role of its entry. */
  readonly role?: Role;
  /** Further properties that are always written, such as `server_name`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** What tells it from another call of the same tool, such as its arguments. Never written. */
  readonly key?: string | undefined;
  /** Whether the provider of the model ran it, such as a search: requests that repeat the answer may leave such a call out. Default: false. */
  readonly isByProvider?: true;
}

/** Media that the model made. */
export interface Media {
  /** `image`, `audio`, `video` or `file`, unless the source is Segment itself. */
  readonly type: string;
  /** From the MIME type or the file’s ending; `unknown` if the source tells none. */
  readonly subType: string;
}

/** A card, widget or artifact that the customer saw. */
export interface Component {
  readonly type: string;
}

/** A rating that the customer gave. */
export interface Feedback {
  readonly rating: number;
  /** The source’s id of the rated message; undefined for the whole conversation. */
  readonly messageId?: string | undefined;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Facts that the source states of a message, written with `--details` only. */
export interface Details {
  readonly model?: string | undefined;
  readonly finish_reason?: string | undefined;
  readonly input_tokens?: number | undefined;
  readonly output_tokens?: number | undefined;
}

/** Where an entry remembers its `entryKey`: readers hand on some entries again and again. Not a part of its JSON. */
export const KEY = Symbol('key');

/** One message of a conversation, with all that was called, made and shown with it. */
export interface Entry {
  readonly role: Role;
  /** The source’s own id; undefined or empty: it is counted. */
  readonly id?: string | undefined;
  /** Segment’s id of the event that it was, if it comes from Segment. It has one part then, and shares its `id` with others. */
  readonly eventId?: string | undefined;
  /** RFC 3339, in UTC. */
  readonly time?: string | undefined;
  /** What was written or shown; undefined if nothing was. */
  readonly text?: string | undefined;
  /** How many of its calls stand before its text. Default: none. */
  readonly callsBefore?: number;
  readonly actions?: readonly Action[];
  readonly media?: readonly Media[];
  readonly components?: readonly Component[];
  readonly feedback?: Feedback | undefined;
  /** Further properties of the message that are always written, such as `refusal: true`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly details?: Details | undefined;
  /**
   * Why no event is made of it, as of a tool result. It is still a part of the history that later requests repeat. The reader has
   * counted it.
   */
  readonly leftOut?: true;
  /** What is compared in place of role, text and calls, to find out whether a later request repeats this entry. */
  readonly key?: string;
  readonly [KEY]?: number | undefined;
}

/** What a reader hands on: a logged request with its answer, a row, or a whole conversation. */
export interface Exchange {
  /** The id of the conversation, if the source states one. */
  readonly conversation: string | undefined;
  /**
   * `history`: its entries repeat those of earlier exchanges of the conversation, which are aligned. `new`: all of them are new, but for
   * those with a known id.
   */
  readonly entries: readonly Entry[];
  readonly repeats: 'history' | 'new';
  /** The answers to its entries: several if the model was asked for a choice. Default: none. */
  readonly choices?: readonly (readonly Entry[])[];
  /** The id of the trace that it is of, for `--conversation-id-from trace`. */
  readonly trace?: string | undefined;
  /** How many entries at its head were said before its trace began: of other traces, where each one is a conversation. Default: none. */
  readonly earlier?: number;
  /** The source’s id of the exchange; of several with one id, the last complete one counts. */
  readonly id?: string | undefined;
  /** When it took place. It orders the exchanges of a conversation. Default: the time of its last entry that has one. */
  readonly time?: string | undefined;
  /** When its last message was sent. */
  readonly requestTime?: string | undefined;
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  /** When the conversation ended, if the source says so. */
  readonly endedAt?: string | undefined;
  /** Where it stands. The first record is the one in which `--user-id-from` and the like are looked up first. */
  readonly records: readonly TranscriptRecord[];
}

/** One JSON value of a transcript, or a row of a table, and its place. */
export interface TranscriptRecord {
  readonly value: unknown;
  /** Elements of one array or list share it; records that stand alone have that of their file. */
  readonly group: number;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}
