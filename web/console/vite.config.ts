// Builds the operator's page to dist/web/console: one script and one stylesheet, nothing inline.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, mergeConfig, type Plugin, type UserConfig } from 'vite'

const budget = 20 * 1024

/** Inlines the icons into the page, so that they cost neither script size nor requests. */
export function placeIcons(): Plugin {
  return {
    name: 'tillside-icons',
    transformIndexHtml: (html) =>
      html.replace(
        '<!-- icons -->',
        readFileSync(join(import.meta.dirname, '../ui/icons.svg'), 'utf8').trim(),
      ),
  }
}

export function keepBudget(name: string, budget: number): Plugin {
  return {
    name: 'tillside-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue
        const bytes = gzipSync(file.code, { level: 9 }).length
        const text = `${name}: ${bytes} of ${budget} bytes (gzip)`
        if (bytes > budget) this.error(text)
        this.info(text)
      }
    },
  }
}

/** What both pages of the console have in common. */
export const consoleBuild: UserConfig = {
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: `import { h, Fragment } from 'preact'`,
  },
  build: {
    emptyOutDir: true,
    target: ['chrome114', 'safari17', 'firefox125'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
}

export default mergeConfig(
  consoleBuild,
  defineConfig({
    root: import.meta.dirname,
    // The page has two addresses.
    base: '/console/',
    build: { outDir: join(import.meta.dirname, '../../dist/web/console') },
    plugins: [placeIcons(), keepBudget('Console script', budget)],
  }),
)
