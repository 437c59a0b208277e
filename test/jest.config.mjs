import { preset } from '../jest.preset.mjs';

const shared = preset(import.meta.dirname);

export default {
  ...shared,
  testMatch: [...shared.testMatch, '<rootDir>/runner/**/*.spec.mjs'],
  transform: { '^.+\\.ts$': '<rootDir>/runner/esbuild-transform.mjs' },
};
