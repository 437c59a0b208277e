export { neighborControllerPlugin } from './neighbor-controller.plugin.js';
