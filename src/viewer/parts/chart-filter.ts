/** A stretch of time in milliseconds since 1970; `to` is exclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What the bars and columns of charts do when they are chosen: each filters the page. */
export interface ChartFilter {
  /** The stretch of time that the page is filtered by. */
  readonly range?: TimeRange | undefined;
  readonly onRule?: (rule: string) => void;
  readonly onEvent?: (event: string) => void;
  readonly onField?: (field: string) => void;
  readonly onRelease?: (release: string) => void;
  /** Conversations that began and have not ended, or whose last message has no reply. */
  readonly onConversations?: (which: 'open' | 'unanswered') => void;
  /** Without a range: shows all times again. */
  readonly onRange?: (range: TimeRange | undefined) => void;
}
