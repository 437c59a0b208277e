export { refreshControllerPlugin } from './refresh-controller.plugin.js';
