/** The styles that reports use: those that can be read on a dark and on a light background, which yellow and cyan cannot. */
export type Style = 'bold' | 'dim' | 'green' | 'magenta' | 'red';

/** Styles text for a terminal; chalk is one. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

const asIs = (text: string): string => text;

/** Leaves text as it is, for files and pipes; without loading chalk, since a lint step in CI starts often. */
export const PLAIN: Paint = { bold: asIs, dim: asIs, green: asIs, magenta: asIs, red: asIs };
