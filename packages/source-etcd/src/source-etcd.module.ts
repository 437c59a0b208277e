import { ConfigCheck } from '@kith/agent-api';
import { ContainerModule } from 'inversify';

import { accessCheck } from './access-check.js';
import { EtcdClient } from './etcd-client.js';
import { EtcdSource } from './etcd-source.js';
import { GrpcEtcdClient } from './grpc-etcd-client.js';

export const sourceEtcdModule = new ContainerModule(({ bind }) => {
  // follows the records and hands their nodes to Targets
  bind(EtcdSource).toSelf().inSingletonScope();
  // the only one that opens sockets
  bind(EtcdClient).to(GrpcEtcdClient).inSingletonScope();
  // a user without a password and the like is refused before anything starts
  bind(ConfigCheck).toConstantValue(accessCheck);
});
