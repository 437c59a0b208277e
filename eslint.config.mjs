import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/**
 * Which layers a layer may import (ARCHITECTURE "Rooms"). The framework (framework-*, runtime) knows nothing of
 * neighbors. Testing packages are for specs only.
 */
const LAYERS = {
  domain: ['domain'],
  'framework-api': ['framework-api'],
  api: ['domain', 'framework-api', 'api'],
  driver: ['domain'],
  runtime: ['framework-api'],
  plugin: ['domain', 'framework-api', 'api'],
  'kernel-plugin': ['domain', 'framework-api', 'api', 'driver'],
  app: ['domain', 'framework-api', 'api', 'driver', 'runtime', 'plugin', 'kernel-plugin'],
  'framework-testing': ['framework-api'],
  testing: ['domain', 'framework-api', 'api', 'driver'],
  tools: ['tools'],
  // it measures what owns a socket, put together as the agent does it, without the process around it
  bench: ['domain', 'framework-api', 'api', 'driver', 'runtime', 'kernel-plugin', 'tools'],
  test: [
    ...['domain', 'framework-api', 'api', 'driver', 'runtime', 'plugin', 'kernel-plugin'],
    ...['framework-testing', 'testing', 'tools'],
  ],
};

/** What the specs and fakes of a layer may import besides. */
const FRAMEWORK_SPECS = ['framework-testing', 'tools'];
const SPECS = {
  ...Object.fromEntries(
    Object.keys(LAYERS).map((layer) => [layer, [...FRAMEWORK_SPECS, 'testing']]),
  ),
  'framework-api': FRAMEWORK_SPECS,
  runtime: FRAMEWORK_SPECS,
  'framework-testing': FRAMEWORK_SPECS,
};

const layerRule = (besides) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    allow: ['^.*/jest\\.preset\\.mjs$', '^.*/eslint\\.config\\.mjs$'],
    depConstraints: Object.entries(LAYERS).map(([layer, targets]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...targets, ...(besides[layer] ?? [])].map(
        (target) => `layer:${target}`,
      ),
    })),
  },
];

/** What is run by users. */
const SOURCES = ['packages', 'apps', 'examples'].map((folder) => `${folder}/*/src/**/*.ts`);
/** The places that read the time: for plugins, and for the commands of the app. */
const CLOCKS = [
  'packages/agent-runtime/src/system-clock.ts',
  'apps/kith/src/agent/process-context.ts',
];
/** FakeClock lets promises settle by a turn of the real event loop. */
const FAKE_CLOCK = 'packages/agent-testing/src/fake-clock.ts';

const NO_CLOCK = 'Inject Clock (agent-api) instead.';
const NO_DRIVER = 'Only rtnetlink may.';
const TIME_GLOBALS = ['setTimeout', 'setInterval', 'setImmediate', 'performance'];
// slashes as dots: a selector ends a regular expression at the first of them
const TIME_MODULES = '^(node:)?(timers(.promises)?|perf_hooks)$';
const DRIVER_MODULES = '^(netlink|koffi)(.|$)';

const TIME = { regex: TIME_MODULES, message: NO_CLOCK };
const DRIVER = { regex: DRIVER_MODULES, message: NO_DRIVER };

/**
 * Imports of these, also by `import()`. A later block replaces the options of an earlier one, so each block names all
 * that it bans.
 */
const bannedImports = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
  'no-restricted-syntax': [
    'error',
    ...patterns.flatMap(({ regex, message }) =>
      regex ? [{ selector: `ImportExpression[source.value=/${regex}/]`, message }] : [],
    ),
    ...(patterns.includes(TIME)
      ? [
          {
            selector:
              ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
            message: NO_CLOCK,
          },
        ]
      : []),
  ],
});

export default defineConfig(
  { ignores: ['**/dist/**', '**/out-tsc/**', '**/coverage/**', '**/.nx/**'] },
  { files: ['**/*.ts', '**/*.mjs', '**/*.js'], extends: [js.configs.recommended] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': layerRule({}) },
  },
  {
    files: ['**/*.spec.ts', '**/*.fake.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': layerRule(SPECS) },
  },
  {
    // time comes from Clock, so that a test can own it
    files: SOURCES,
    ignores: [...CLOCKS, '**/*.spec.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        ...TIME_GLOBALS.map((name) => ({ name, message: NO_CLOCK })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: NO_CLOCK },
        { object: 'process', property: 'hrtime', message: NO_CLOCK },
        ...['globalThis', 'global'].flatMap((object) =>
          TIME_GLOBALS.map((property) => ({ object, property, message: NO_CLOCK })),
        ),
      ],
    },
  },
  {
    // sockets and npm netlink belong to rtnetlink alone
    files: SOURCES,
    ignores: ['packages/rtnetlink/**'],
    rules: bannedImports(DRIVER),
  },
  {
    // timers can be imported too
    files: SOURCES,
    ignores: [...CLOCKS, FAKE_CLOCK, '**/*.spec.ts'],
    rules: bannedImports(TIME, DRIVER),
  },
  {
    files: ['packages/rtnetlink/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: bannedImports(TIME),
  },
  {
    // values only: not even node:*
    files: ['packages/net-types/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: bannedImports(TIME, DRIVER, { group: ['node:*', '@kith/*'] }),
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  {
    // every import of a publishable package must be declared in its own package.json
    files: ['packages/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['build'],
          checkVersionMismatches: true,
          ignoredDependencies: ['inversify', 'reflect-metadata', '@jest/globals'],
          ignoredFiles: ['{projectRoot}/**/*.spec.ts', '{projectRoot}/jest.config.mjs'],
        },
      ],
    },
  },
  prettier,
);
