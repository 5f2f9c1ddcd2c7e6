/** The names of the options that every check of the library takes. */
export const CHECK_OPTIONS = ['rules', 'showValues', 'schemas', 'trackingPlan'] as const;
