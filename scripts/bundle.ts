import type { InputOptions, OutputOptions } from 'rolldown';

/** A small launcher and lazily loaded chunks: the compile cache serves only what is loaded after it is turned on. */
export const input: InputOptions = {
  platform: 'node',
  input: { bin: 'src/bin.ts', index: 'src/index.ts' },
  // What Node would load of it finds its parts in a way that no bundler sees.
  resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
};

export const output: OutputOptions = {
  dir: 'dist',
  format: 'esm',
  minify: true,
  chunkFileNames: 'chunks/[name]-[hash].js',
  banner: ({ name }) => (name === 'bin' ? '#!/usr/bin/env node' : ''),
};
