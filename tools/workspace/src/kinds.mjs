/**
 * @typedef {object} Kind
 * @property {string} id the name of the generator and of its folder of templates
 * @property {string} prefix of the package's name
 * @property {string} suffix of the class, so that it has no name that the package imports
 * @property {string} description one sentence, for package.json and README
 * @property {boolean} isService it is started and stopped; else it is core and only contributes
 * @property {readonly string[]} imports what the package imports of Kith
 * @property {readonly string[]} specImports what its specs import besides
 * @property {readonly string[]} taken names that mean something else
 * @property {(name: string, id: string) => string} config what turns it on
 */

/** @type {Readonly<Record<'plugin' | 'source' | 'strategy', Kind>>} */
export const kinds = {
  plugin: {
    id: 'plugin',
    prefix: '',
    suffix: 'service',
    description: 'Says hello each period.',
    isService: true,
    imports: ['agent-api'],
    specImports: ['agent-testing'],
    taken: [],
    config: (_name, id) => `plugins: { ${id}: {} }`,
  },
  source: {
    id: 'source',
    prefix: 'source-',
    suffix: 'source',
    description: 'Targets from a file in the form of /etc/hosts.',
    isService: true,
    imports: ['agent-api', 'neighbor-api'],
    specImports: ['agent-testing', 'neighbor-testing'],
    // TargetSource is the port
    taken: ['target'],
    config: (_name, id) => `plugins: { ${id}: {} }`,
  },
  strategy: {
    id: 'strategy',
    prefix: 'strategy-',
    suffix: 'strategy',
    description: 'Keeps a neighbor resolved by having the kernel ask for it at each of its turns.',
    isService: false,
    imports: ['agent-api', 'net-types', 'neighbor-api'],
    specImports: ['neighbor-testing'],
    // NeighborStrategy is the port; auto chooses one
    taken: ['neighbor', 'auto'],
    config: (name) => `plugins: { neighbor-controller: { strategy: ${name} } }`,
  },
};
