export { kernelCapabilitiesPlugin } from './kernel-capabilities.plugin.js';
