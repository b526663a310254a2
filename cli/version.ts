import manifest from '../package.json' with { type: 'json' };

/** The version of this command: that of the project. */
export const { version } = manifest;
