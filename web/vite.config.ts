// Builds the sidebar to dist/web/sidebar, names the build after its content, and fails if the JavaScript exceeds its budget.

import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const out = join(import.meta.dirname, '../dist/web')
/** `first` draws a customer; `on demand` is loaded when there is a form to fill in. */
const budgets = { first: 20 * 1024, 'on demand': 10 * 1024 }

/** Writes a hash of all content into index.html and build.json; the page compares it with the build that the gateway serves. */
function nameBuild(): Plugin {
  return {
    name: 'tillside-build',
    apply: 'build',
    closeBundle(error) {
      const page = join(out, 'sidebar/index.html')
      // A build that failed earlier wrote nothing, and its own error is the one to report.
      if (error || !existsSync(page)) return
      const html = readFileSync(page, 'utf8')
      const assets = readdirSync(join(out, 'sidebar/assets')).sort()
      // Asset names contain a hash of their content.
      const build = createHash('sha256').update(html).update(assets.join()).digest('hex').slice(0, 12)
      writeFileSync(page, html.replace('__TILLSIDE_BUILD__', build))
      writeFileSync(join(out, 'build.json'), `${JSON.stringify({ build })}\n`)
      // Missive and Workers request these beside the page; on Workers only this folder exists.
      for (const icon of ['icon.svg', 'icon-512.png'])
        cpSync(join(import.meta.dirname, 'icons', icon), join(out, icon))
    },
  }
}

/** Inlines the icons into the page, so that they cost neither script size nor requests. */
function placeIcons(): Plugin {
  return {
    name: 'tillside-icons',
    transformIndexHtml: (html) =>
      html.replace('<!-- icons -->', readFileSync(join(import.meta.dirname, 'ui/icons.svg'), 'utf8').trim()),
  }
}

/** Removes the preload helper: the second script has no styles or chunks of its own to preload. */
function importPlainly(): Plugin {
  return {
    name: 'tillside-import',
    apply: 'build',
    enforce: 'pre',
    load: {
      filter: { id: /vite\/preload-helper\.js$/ },
      handler: () => 'export const __vitePreload = (load) => load()',
    },
  }
}

/** Exactly two scripts: small ones compress badly, and the page outlives the files of its build (decision 15). */
function keepBudget(): Plugin {
  return {
    name: 'tillside-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      if (chunks.length !== 2) this.error(`Expected two scripts, got ${chunks.length}`)
      for (const { code, isEntry } of chunks) {
        const name = isEntry ? 'first' : 'on demand'
        const bytes = gzipSync(code, { level: 9 }).length
        const text = `Sidebar script, ${name}: ${bytes} of ${budgets[name]} bytes (gzip)`
        if (bytes > budgets[name]) this.error(text)
        this.info(text)
      }
    },
  }
}

export default defineConfig(({ mode }) => ({
  // `--mode gallery` serves every state from fixtures.
  root: join(import.meta.dirname, mode === 'gallery' ? 'gallery' : 'sidebar'),
  base: './',
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: `import { h, Fragment } from 'preact'`,
  },
  build: {
    outDir: join(out, 'sidebar'),
    emptyOutDir: true,
    target: ['chrome114', 'safari17', 'firefox125'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Each of the two minifiers finds savings that the other misses.
    minify: 'terser',
    // A function inlined into its only caller compresses worse.
    terserOptions: { compress: { passes: 3, inline: false } },
    rolldownOptions: { output: { minify: true } },
  },
  plugins: [placeIcons(), importPlainly(), keepBudget(), nameBuild()],
}))
