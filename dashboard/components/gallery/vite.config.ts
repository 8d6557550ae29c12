// Serves or builds the gallery: `vite --config dashboard/components/gallery/vite.config.ts`.

import { defineConfig } from 'vite'

export default defineConfig({
  root: new URL('./', import.meta.url).pathname,
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    outDir: new URL('../../dist-gallery/', import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
