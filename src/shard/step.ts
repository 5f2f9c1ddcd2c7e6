/** The steps of `--step`, in their order. */
export const STEPS = ['reduce', 'search'] as const;
export type Step = (typeof STEPS)[number];
