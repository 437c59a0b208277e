import { symlinkSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { generate } from './generate.mjs';
import { ScratchWorkspace } from './scratch-workspace.mjs';

/** What is made, and what the host lists. */
const MADE = [
  { kind: 'plugin', name: 'greeter', id: 'greeter', constant: 'greeterPlugin' },
  { kind: 'source', name: 'consul', id: 'source-consul', constant: 'sourceConsulPlugin' },
  { kind: 'strategy', name: 'my-own', id: 'strategy-my-own', constant: 'strategyMyOwnPlugin' },
];
const FOLDERS = MADE.map(({ id }) => `packages/${id}`);
const HOST = 'apps/kith';

let workspace;
/** The files of each, by its kind. */
const files = new Map();
/** What the command line printed. */
let printed;

beforeAll(async () => {
  workspace = new ScratchWorkspace();
  for (const { kind, name } of MADE.slice(0, 2)) {
    files.set(kind, await generate(kind, name, workspace.root));
  }
  printed = workspace.run('nx', 'g', '@kith/workspace:strategy', 'my-own');
}, 60_000);

afterAll(() => workspace.dispose());

it('nx g makes one, and says how it comes into the agent', () => {
  expect(printed).toContain('CREATE packages/strategy-my-own/src/my-own-strategy.ts');
  for (const step of [
    'npm install',
    'list strategyMyOwnPlugin in src/plugins.ts',
    'strategy: my-own',
  ]) {
    expect(printed).toContain(step);
  }
});

it.each(['plugin', 'source'])('a %s is its own folder and a line in the root', (kind) => {
  const { id } = MADE.find((made) => made.kind === kind);
  const elsewhere = files.get(kind).filter((file) => !file.startsWith(`packages/${id}/`));
  expect(elsewhere).toEqual(['tsconfig.json']);
});

it('each is as lint and Prettier want it', () => {
  // the layer rules go by the graph, and are silent without
  workspace.run('nx', 'show', 'projects');
  workspace.run('eslint', '--max-warnings=0', ...FOLDERS);
  workspace.run('prettier', '--check', 'tsconfig.json', ...FOLDERS);
}, 60_000);

describe('listed in the agent as it says', () => {
  beforeAll(() => {
    for (const { id, constant } of MADE) {
      symlinkSync(`../../packages/${id}`, workspace.file(`node_modules/@kith/${id}`));
      workspace.edit(`${HOST}/src/plugins.ts`, (text) =>
        `import { ${constant} } from '@kith/${id}';\n${text}`.replace(
          '\n];',
          `\n  ${constant},\n];`,
        ),
      );
      workspace.edit(`${HOST}/tsconfig.lib.json`, (text) => {
        const config = JSON.parse(text);
        config.references.push({ path: `../../packages/${id}/tsconfig.lib.json` });
        return JSON.stringify(config);
      });
    }
  });

  it('all builds, specs too', () => {
    workspace.run('tsc', '-b', HOST, ...FOLDERS);
  }, 60_000);

  it('each passes its specs, and the graph of the agent fits together', () => {
    const output = workspace.run(
      'jest',
      ...['--projects', HOST, ...FOLDERS],
      ...['--testPathPatterns', `${HOST}/src/plugins.spec`, ...FOLDERS],
      ...['--testNamePattern', '^(?!.*(contribute strategies|run by default))'],
    );
    for (const folder of [...FOLDERS, HOST])
      expect(output).toMatch(new RegExp(`PASS .*${folder}/`));
  }, 60_000);
});
