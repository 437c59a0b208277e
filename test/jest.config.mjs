import { preset } from '../jest.preset.mjs';

const shared = preset(import.meta.dirname);

export default {
  // a deadline for a hang, not a measure: beside CPU hogs everything takes several times as long
  testTimeout: 60_000,
  ...shared,
  testSequencer: '<rootDir>/runner/long-first.mjs',
  globalSetup: '<rootDir>/runner/require-isolation.mjs',
  testMatch: [...shared.testMatch, '<rootDir>/{runner,kernels}/**/*.spec.mjs'],
  transform: { '^.+\\.ts$': '<rootDir>/runner/esbuild-transform.mjs' },
};
