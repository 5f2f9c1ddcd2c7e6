import manifest from '../../package.json' with { type: 'json' };

/** The name and the version of this tool, as reports name it. */
export const TOOL = { name: manifest.name, version: manifest.version };
