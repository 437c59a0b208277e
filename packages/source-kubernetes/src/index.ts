export { sourceKubernetesPlugin } from './source-kubernetes.plugin.js';
