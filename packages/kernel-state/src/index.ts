export { kernelStatePlugin } from './kernel-state.plugin.js';
