import { ConfigCheck } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { FileSource } from './file-source.js';
import { InotifyWatch } from './inotify-watch.js';
import { PathWatch } from './path-watch.js';
import { pathCheck } from './path-check.js';

export const sourceFileModule = new ContainerModule(({ bind }) => {
  // reads the files and hands their nodes to Targets
  bind(FileSource).toSelf().inSingletonScope();
  // tells it when to read them again
  bind(PathWatch).to(InotifyWatch).inSingletonScope();
  // a config without a path is refused before anything starts
  bind(ConfigCheck).toConstantValue(pathCheck);
});
