import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Jest notes in an AsyncLocalStorage which test runs, in one of its own for each file, and never lets go of it. Up to
 * Node 22 every one of them slows down every promise of the process from then on: seven times, by the time that the
 * last of our files have their turn. It is there to tell whose an error is that nobody caught; without, the file fails.
 */
AsyncLocalStorage.prototype.run = (_store, callback, ...args) => callback(...args);
