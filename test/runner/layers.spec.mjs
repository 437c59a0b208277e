import path from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';

const ROOT = path.join(import.meta.dirname, '../..');
const LAYER = '@nx/enforce-module-boundaries';
/** What is about layers, drivers and clocks: quick, as no rule needs types. */
const RULES = new Set([
  LAYER,
  'no-console',
  'no-restricted-globals',
  'no-restricted-imports',
  'no-restricted-properties',
  'no-restricted-syntax',
]);
const eslint = new ESLint({
  cwd: ROOT,
  ruleFilter: ({ ruleId }) => RULES.has(ruleId),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** The rules that this code breaks where it stands; imports are used, so that nothing else is wrong. */
async function broken(file, code) {
  const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const use = (from) => `import * as it from '${from}';\nexport const used = it;\n`;
const later = (from) => `export const used = await import('${from}');\n`;

describe('lint refuses', () => {
  it.each([
    ['the runtime the driver', 'packages/agent-runtime/src/index.ts', '@kith/rtnetlink'],
    ['the runtime the domain', 'packages/agent-runtime/src/index.ts', '@kith/net-types'],
    ['the runtime the ports', 'packages/agent-runtime/src/index.ts', '@kith/neighbor-api'],
    ['the admin server the ports', 'packages/admin-server/src/index.ts', '@kith/neighbor-api'],
    ['the admin server the domain', 'packages/admin-server/src/index.ts', '@kith/net-types'],
    ['the admin server the driver', 'packages/admin-server/src/index.ts', '@kith/rtnetlink'],
    ["the framework's API the ports", 'packages/agent-api/src/index.ts', '@kith/neighbor-api'],
    ["the framework's API the domain", 'packages/agent-api/src/index.ts', '@kith/net-types'],
    ["the framework's API the driver", 'packages/agent-api/src/index.ts', '@kith/rtnetlink'],
    [
      "the framework's fakes the ports",
      'packages/agent-testing/src/index.ts',
      '@kith/neighbor-api',
    ],
    ["the framework's fakes the domain", 'packages/agent-testing/src/index.ts', '@kith/net-types'],
    ["the framework's fakes the driver", 'packages/agent-testing/src/index.ts', '@kith/rtnetlink'],
    [
      "the framework's specs the fakes of the ports",
      'packages/agent-runtime/src/config/nearest-name.spec.ts',
      '@kith/neighbor-testing',
    ],
    ['a plugin another plugin', 'packages/next-hop/src/index.ts', '@kith/kernel-state'],
    ['a plugin the driver', 'packages/neighbor-controller/src/index.ts', '@kith/rtnetlink'],
    ['a plugin the runtime', 'packages/source-static/src/index.ts', '@kith/agent-runtime'],
    ['an API the driver', 'packages/neighbor-api/src/index.ts', '@kith/rtnetlink'],
    ['the driver an API', 'packages/rtnetlink/src/index.ts', '@kith/agent-api'],
    ['the lab the driver', 'tools/lab/src/index.ts', '@kith/rtnetlink'],
    ['the benchmark a plugin without a socket', 'tools/bench/src/main.ts', '@kith/source-static'],
    ['code that is no spec the fakes', 'packages/next-hop/src/index.ts', '@kith/neighbor-testing'],
  ])('%s', async (_name, file, from) => {
    expect(await broken(file, use(from))).toContain(LAYER);
  });

  it.each(['netlink', 'koffi'])('%s outside of rtnetlink', async (name) => {
    for (const file of ['packages/next-hop/src/index.ts', 'apps/kith/src/main.ts']) {
      for (const from of [name, `${name}/dist/raw.js`]) {
        expect(await broken(file, use(from))).toContain('no-restricted-imports');
        expect(await broken(file, later(from))).toContain('no-restricted-syntax');
      }
    }
  });

  it.each(['node:os', '@kith/agent-api'])('%s in net-types', async (name) => {
    expect(await broken('packages/net-types/src/index.ts', use(name))).toContain(
      'no-restricted-imports',
    );
  });

  describe.each([
    'packages/next-hop/src/index.ts',
    'packages/agent-runtime/src/index.ts',
    'packages/rtnetlink/src/index.ts',
    'packages/net-types/src/index.ts',
    'apps/kith/src/main.ts',
  ])('in %s', (file) => {
    it.each(['timers', 'timers/promises', 'perf_hooks'])('%s', async (name) => {
      for (const from of [name, `node:${name}`]) {
        expect(await broken(file, use(from))).toContain('no-restricted-imports');
        expect(await broken(file, later(from))).toContain('no-restricted-syntax');
      }
    });
  });

  it.each([
    ['Date.now()', 'no-restricted-properties'],
    ['process.hrtime()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['globalThis.setTimeout(() => undefined, 1)', 'no-restricted-properties'],
    ['global.performance.now()', 'no-restricted-properties'],
    ['performance.now()', 'no-restricted-globals'],
    ['setTimeout(() => undefined, 1)', 'no-restricted-globals'],
    ['setInterval(() => undefined, 1)', 'no-restricted-globals'],
    ['setImmediate(() => undefined)', 'no-restricted-globals'],
    ["console.log('hello')", 'no-console'],
  ])('%s in a package and in the app', async (code, rule) => {
    for (const file of ['packages/next-hop/src/index.ts', 'apps/kith/src/main.ts']) {
      expect(await broken(file, `export const used = ${code};\n`)).toContain(rule);
    }
  });
});

describe('lint has nothing against', () => {
  it.each([
    ['a kernel plugin that uses the driver', 'packages/next-hop/src/index.ts', '@kith/rtnetlink'],
    ['a plugin that uses the ports', 'packages/source-static/src/index.ts', '@kith/neighbor-api'],
    ['the runtime that uses the API', 'packages/agent-runtime/src/index.ts', '@kith/agent-api'],
    ['the benchmark that uses a kernel plugin', 'tools/bench/src/main.ts', '@kith/next-hop'],
    ['an app that uses a plugin', 'apps/kith/src/main.ts', '@kith/next-hop'],
    [
      'a spec that uses the fakes',
      'packages/next-hop/src/fib-resolver.spec.ts',
      '@kith/neighbor-testing',
    ],
    [
      'a spec of the framework that uses its fakes',
      'packages/agent-runtime/src/config/nearest-name.spec.ts',
      '@kith/agent-testing',
    ],
    ['a port that uses the API', 'packages/neighbor-api/src/index.ts', '@kith/agent-api'],
    ['the one clock', 'packages/agent-runtime/src/system-clock.ts', 'node:perf_hooks'],
    ['the fake clock', 'packages/agent-testing/src/fake-clock.ts', 'node:timers/promises'],
    ['a plugin that uses Node', 'packages/source-static/src/index.ts', 'node:path'],
  ])('%s', async (_name, file, from) => {
    expect(await broken(file, use(from))).toEqual([]);
  });

  it.each(['new Date(0)', 'new Date(2026, 0)'])(
    '%s, which is no look at the clock',
    async (code) => {
      const file = 'packages/next-hop/src/index.ts';
      expect(await broken(file, `export const used = ${code};\n`)).toEqual([]);
    },
  );

  it('the one clock', async () => {
    expect(
      await broken(
        'packages/agent-runtime/src/system-clock.ts',
        'setTimeout(() => undefined, 1);\n',
      ),
    ).toEqual([]);
  });
});
