import { ContainerModule } from 'inversify';

import { HttpKubeApi } from './http-kube-api.js';
import { KubeApi } from './kube-api.js';
import { KubernetesSource } from './kubernetes-source.js';

export const sourceKubernetesModule = new ContainerModule(({ bind }) => {
  // hands what the API server lists to Targets
  bind(KubernetesSource).toSelf().inSingletonScope();
  // asks the API server
  bind(KubeApi).to(HttpKubeApi).inSingletonScope();
});
