/**
 * What runs where there is no config file: the host's own gateways are kept resolved, and nothing is left
 * behind, since nobody who only tries it out expects to clean up.
 */
export const defaultConfig = {
  plugins: {
    'source-gateways': {},
    'neighbor-writer': { onExit: 'remove' },
  },
} as const;
