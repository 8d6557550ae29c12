// Builds the sidebar to dist/web/sidebar, names the build by its content, and fails when the JavaScript outgrows its budget.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const out = join(import.meta.dirname, '../dist/web')
const budgetBytes = 23 * 1024

/** Puts the content hash of everything into index.html and build.json: the page compares it with what the gateway serves. */
function nameBuild(): Plugin {
  return {
    name: 'tillside-build',
    apply: 'build',
    closeBundle(error) {
      if (error) return
      const page = join(out, 'sidebar/index.html')
      const html = readFileSync(page, 'utf8')
      const assets = readdirSync(join(out, 'sidebar/assets')).sort()
      // Asset names carry their own content hash.
      const build = createHash('sha256').update(html).update(assets.join()).digest('hex').slice(0, 12)
      writeFileSync(page, html.replace('__TILLSIDE_BUILD__', build))
      writeFileSync(join(out, 'build.json'), `${JSON.stringify({ build })}\n`)
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

/** Counts every script, also the languages a person never loads. */
function keepBudget(): Plugin {
  return {
    name: 'tillside-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const sizes = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk'
          ? [{ name: file.fileName, bytes: gzipSync(file.code, { level: 9 }).length }]
          : [],
      )
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
      const text = sizes.map(({ name, bytes }) => `${name} ${bytes}`).join(', ')
      this.info(`JavaScript ${total} of ${budgetBytes} bytes gzip (${text})`)
      if (total > budgetBytes)
        this.error(`JavaScript of the sidebar is ${total} bytes gzip, ${budgetBytes} are allowed: ${text}`)
    },
  }
}

export default defineConfig({
  root: join(import.meta.dirname, 'sidebar'),
  base: './',
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: `import { h, Fragment } from 'preact'`,
  },
  build: {
    outDir: join(out, 'sidebar'),
    emptyOutDir: true,
    target: ['chrome114', 'safari17', 'firefox125'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  plugins: [placeIcons(), keepBudget(), nameBuild()],
})
