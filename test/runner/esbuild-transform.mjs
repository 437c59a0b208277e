import { transform } from 'esbuild';

/**
 * Jest's transform for what runs in isolation. Not SWC as elsewhere: it unpacks its native part into a cache
 * that it trusts only where it knows the owner of every folder above, and in a user namespace `/` has none.
 */
export default {
  async processAsync(source, file) {
    const { code } = await transform(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcefile: file,
      sourcemap: 'inline',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    return { code };
  },
};
