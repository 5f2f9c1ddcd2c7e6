/** What conversation rules need, and then what the rule about ids of calls needs. */
export type GatheredKind = 'eventNames' | 'factRows' | 'idRows' | 'unplaced' | 'callNames' | 'callRows';

/** Facts of a log as bytes, for a check elsewhere. Rows are 32-bit words, little-endian; the others are JSON. */
export interface GatheredBlock {
  readonly kind: GatheredKind;
  readonly bytes: Uint8Array;
}

/** Where the records of a file stand in the whole log. */
export interface FileShift {
  /** The place of the file among all files, from 0. */
  readonly fileIndex: number;
  /** How many records and lines of the file come before. */
  readonly records: number;
  readonly lines: number;
}

/** The name of an event, and the spec event that it stands for. */
export type GatheredName = readonly [name: string, specEvent: string | null];
