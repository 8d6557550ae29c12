// Builds the sidebar to dist/web/sidebar, names the build by its content, and fails when the JavaScript outgrows its budget.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const out = join(import.meta.dirname, '../dist/web')
const budgetBytes = { sidebar: 20 * 1024, setup: 3 * 1024 }

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

/** What a person loads to see customers, and the form that is loaded once besides. */
function keepBudget(): Plugin {
  return {
    name: 'tillside-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const sizes = { sidebar: 0, setup: 0 }
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue
        sizes[file.isDynamicEntry ? 'setup' : 'sidebar'] += gzipSync(file.code, { level: 9 }).length
      }
      for (const part of ['sidebar', 'setup'] as const) {
        const text = `JavaScript of the ${part}: ${sizes[part]} of ${budgetBytes[part]} bytes gzip`
        if (sizes[part] > budgetBytes[part]) this.error(text)
        this.info(text)
      }
    },
  }
}

/** Vite wraps each `import()` in a kilobyte that preloads styles of chunks; ours have none. */
function importPlainly(): Plugin {
  return {
    name: 'tillside-plain-import',
    enforce: 'pre',
    load: (id) =>
      id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : undefined,
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
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // One file for everything but the form, because small files compress badly.
        codeSplitting: {
          groups: [{ name: 'sidebar', test: (id) => !/sidebar\/(setup\.tsx|connection-test\.ts)$/.test(id) }],
        },
      },
    },
  },
  plugins: [importPlainly(), placeIcons(), keepBudget(), nameBuild()],
}))
