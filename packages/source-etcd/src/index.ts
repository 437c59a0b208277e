export { sourceEtcdPlugin } from './source-etcd.plugin.js';
