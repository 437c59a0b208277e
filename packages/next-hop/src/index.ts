export { nextHopPlugin } from './next-hop.plugin.js';
