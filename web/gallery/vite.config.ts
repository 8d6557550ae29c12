// Serves the gallery on its own: `vite --config web/gallery/vite.config.ts`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'

const icons = () => readFileSync(join(import.meta.dirname, '../ui/icons.svg'), 'utf8')

export default defineConfig({
  root: import.meta.dirname,
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: `import { h, Fragment } from 'preact'`,
  },
  plugins: [
    { name: 'tillside-icons', transformIndexHtml: (html) => html.replace('<!-- icons -->', icons()) },
  ],
})
