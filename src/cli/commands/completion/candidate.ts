/** One way to go on, as a shell offers it. */
export interface Candidate {
  /** The whole word. One that ends in `=` goes on without a space. */
  readonly value: string;
  readonly description?: string;
}
