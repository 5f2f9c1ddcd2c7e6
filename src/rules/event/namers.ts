/** Where an event's name is defined, as messages put it. */
export const NAMERS = { spec: 'the spec', own: 'your schema', plan: 'the tracking plan' } as const;
