import type { InputOptions, OutputOptions, Plugin } from 'rolldown';
import { SURFACE } from '../src/mcp/surface.ts';

/** What src/mcp/surface.ts says of itself: the value instead of the work that makes it. */
const surface: Plugin = {
  name: 'surface',
  load: (id) => (id.endsWith('/src/mcp/surface.ts') ? `export const SURFACE = ${JSON.stringify(SURFACE)};` : null),
};

/** A small launcher and lazily loaded chunks: the compile cache serves only what is loaded after it is turned on. */
export const input: InputOptions = {
  platform: 'node',
  plugins: [surface],
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
