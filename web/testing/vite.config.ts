// Builds the drawing of panels to a string, with everything it needs in one file: dist/testing/draw-panel.js.

import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: `import { h, Fragment } from 'preact'`,
  },
  ssr: { noExternal: true },
  build: {
    ssr: 'draw-panel.tsx',
    outDir: '../../dist/testing',
    emptyOutDir: true,
    target: 'node22',
  },
})
