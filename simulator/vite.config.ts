// Builds what the preview world serves: its page, and missive.js as a classic script for the iframe on the other origin.

import { build, defineConfig } from 'vite'
import type { InlineConfig, Plugin } from 'vite'

const outDir = new URL('../dist/simulator/', import.meta.url).pathname
const root = new URL('world/page/', import.meta.url).pathname

/** An IIFE cannot be built together with a page, so it has a separate build. */
const missiveScript: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: new URL('missive/page/main.ts', import.meta.url).pathname,
      formats: ['iife'],
      name: 'MissiveScript',
      fileName: () => 'missive.js',
    },
  },
}

const thenMissiveScript: Plugin = {
  name: 'missive-script',
  apply: 'build',
  closeBundle: async () => {
    await build(missiveScript)
  },
}

export default defineConfig({
  root,
  base: '/',
  logLevel: 'warn',
  plugins: [thenMissiveScript],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    // Keeps light-dark() and color-mix() of the tokens as they are.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: { index: `${root}index.html`, callback: `${root}callback.html` } },
  },
})
