// Builds the Dashboard preview to dashboard/dist: its page, the host as a module for any page, and the sandbox's script.

import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'

const here = new URL('./', import.meta.url).pathname
const outDir = new URL('./dist/', import.meta.url).pathname
const root = `${here}page/`
const oxc = { jsx: { runtime: 'automatic', importSource: 'react' } } as const

/** There must be only one React in the build: with two, hooks fail in the extension. */
const resolve = { dedupe: ['react', 'react-dom', 'react-reconciler', 'scheduler'] }

/** A classic script with React's development build, for its readable messages: this page is for developers. */
const sandboxScript: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  mode: 'development',
  oxc,
  resolve,
  define: { 'process.env.NODE_ENV': '"development"' },
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: `${here}sandbox/main.tsx`,
      formats: ['iife'],
      name: 'ExtensionSandbox',
      fileName: () => 'sandbox.js',
    },
  },
}

const thenSandboxScript: Plugin = {
  name: 'sandbox-script',
  apply: 'build',
  closeBundle: async () => {
    await build(sandboxScript)
  },
}

export default defineConfig({
  root,
  // Relative URLs, because the page may be served from a folder of another server.
  base: './',
  logLevel: 'warn',
  plugins: [thenSandboxScript],
  oxc,
  resolve,
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: `${root}index.html`, host: `${here}host/main.ts` },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        assetFileNames: '[name][extname]',
        // Separate from the page's own chunk, so that another page can load just the host and its styles.
        codeSplitting: {
          groups: [{ name: 'host-parts', test: /dashboard[\\/](host|components)[\\/]|node_modules/ }],
        },
      },
    },
  },
})
