import path from 'node:path';

import { expect, it } from '@jest/globals';
import internal from '@nx/devkit/internal';

import { kinds } from './kinds.mjs';
import { nameProblem } from './name-problem.mjs';

// nothing is written to it
const tree = new internal.FsTree(path.join(import.meta.dirname, '../../..'), false);

it.each([
  ['plugin', 'Greeter', '"Greeter" is not in kebab-case; write it like my-plugin'],
  ['plugin', '2nd', '"2nd" is not in kebab-case; write it like my-plugin'],
  ['source', 'a/b', '"a/b" is not in kebab-case; write it like my-source'],
  ['source', 'a-', '"a-" is not in kebab-case; write it like my-source'],
  ['source', 'static', 'packages/source-static is there already; choose another name'],
  ['plugin', 'source-static', 'packages/source-static is there already; choose another name'],
  ['plugin', 'lab', '@kith/lab is in tools/lab already; choose another name'],
  ['source', 'target', 'a source cannot be named "target"; choose another name'],
  ['strategy', 'auto', 'a strategy cannot be named "auto"; choose another name'],
  ['strategy', 'neighbor', 'a strategy cannot be named "neighbor"; choose another name'],
])('a %s %j: %s', (kind, name, problem) => {
  expect(nameProblem(tree, kinds[kind], name)).toBe(problem);
});

it.each(['plugin', 'source', 'strategy'])('a %s takes any other name', (kind) => {
  for (const name of ['own', 'my-own', 'v2', 'a-2-b', 'config', 'class']) {
    expect(nameProblem(tree, kinds[kind], name)).toBeUndefined();
  }
});
