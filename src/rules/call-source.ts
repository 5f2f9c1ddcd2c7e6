/** The field by which a record was recognised as a call. */
export type CallSource = 'type' | 'action' | 'event';
