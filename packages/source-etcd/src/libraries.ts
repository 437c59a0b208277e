// gRPC for EtcdClient, imported only when the plugin starts; in the agent's bundle a file of its own (apps/kith/bundle.mjs)
export * as grpc from '@grpc/grpc-js';
export { default as protobuf } from 'protobufjs/light.js';
