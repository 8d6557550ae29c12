// Builds the sidebar to dist/web/sidebar, names the build by its content, and fails when the JavaScript outgrows its budget.

import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const out = join(import.meta.dirname, '../dist/web')
/** What is needed to draw a customer, and what is loaded when there is something to fill in. */
const budgets = { first: 20 * 1024, 'on demand': 10 * 1024 }

/** Puts the content hash of everything into index.html and build.json: the page compares it with what the gateway serves. */
function nameBuild(): Plugin {
  return {
    name: 'tillside-build',
    apply: 'build',
    closeBundle(error) {
      const page = join(out, 'sidebar/index.html')
      // A build that failed earlier wrote nothing, and its own error is the one to be told.
      if (error || !existsSync(page)) return
      const html = readFileSync(page, 'utf8')
      const assets = readdirSync(join(out, 'sidebar/assets')).sort()
      // Asset names carry their own content hash.
      const build = createHash('sha256').update(html).update(assets.join()).digest('hex').slice(0, 12)
      writeFileSync(page, html.replace('__TILLSIDE_BUILD__', build))
      writeFileSync(join(out, 'build.json'), `${JSON.stringify({ build })}\n`)
      // Missive and Workers ask for these beside the page; on Workers this folder is all there is.
      for (const icon of ['icon.svg', 'icon-512.png'])
        cpSync(join(import.meta.dirname, 'icons', icon), join(out, icon))
    },
  }
}

/** Puts the icons into the page, so that neither scripts nor requests are spent on them. */
function placeIcons(): Plugin {
  return {
    name: 'tillside-icons',
    transformIndexHtml: (html) =>
      html.replace('<!-- icons -->', readFileSync(join(import.meta.dirname, 'ui/icons.svg'), 'utf8').trim()),
  }
}

/** The second script has neither styles nor parts of its own to load ahead, so that the helper for that can go. */
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

/** Two scripts and no more: small ones compress badly, and the page outlives the files of its build (decision 15). */
function keepBudget(): Plugin {
  return {
    name: 'tillside-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      if (chunks.length !== 2) this.error(`Two scripts are wanted, there are ${chunks.length}`)
      for (const { code, isEntry } of chunks) {
        const name = isEntry ? 'first' : 'on demand'
        const bytes = gzipSync(code, { level: 9 }).length
        const text = `Script of the sidebar, ${name}: ${bytes} of ${budgets[name]} bytes gzip`
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
    // Each of the two minifiers finds what the other leaves.
    minify: 'terser',
    // A function inlined into its only caller compresses worse.
    terserOptions: { compress: { passes: 3, inline: false } },
    rolldownOptions: { output: { minify: true } },
  },
  plugins: [placeIcons(), importPlainly(), keepBudget(), nameBuild()],
}))
