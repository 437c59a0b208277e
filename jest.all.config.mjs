import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Every project's unit specs in one Jest process: quickest for a whole-tree run. */
const root = import.meta.dirname;
const configs = ['packages', 'apps', 'tools', 'examples']
  .flatMap((folder) =>
    fs.readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name)),
  )
  .map((folder) => path.join(folder, 'jest.config.mjs'))
  .filter((file) => fs.existsSync(file));

export default {
  projects: await Promise.all(
    configs.map(async (file) => (await import(pathToFileURL(file).href)).default),
  ),
  coverageDirectory: 'coverage',
};
