/** The styles that reports use. */
export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Styles text for a terminal; chalk is one. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

const asIs = (text: string): string => text;

/** Leaves text as it is, for files and pipes; without loading chalk, since a lint step in CI starts often. */
export const PLAIN: Paint = { bold: asIs, cyan: asIs, dim: asIs, green: asIs, red: asIs, yellow: asIs };
