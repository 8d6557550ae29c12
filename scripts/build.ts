// Builds the pages to dist/ and dashboard/dist: `npm run build`. `npm start` runs it with --if-changed, so that a second start does not
// wait. Everything happens in this process, so that a signal ends all of it.

import { join } from 'node:path'
import { buildPages } from './pages.ts'

const root = join(import.meta.dirname, '..')
const configurations = [
  'web',
  'web/console',
  'web/console/sign-in',
  'web/console/company',
  'web/testing',
  'simulator',
  'dashboard',
]

async function build(): Promise<void> {
  const { build: buildOne } = await import('vite')
  for (const folder of configurations) await buildOne({ configFile: join(root, folder, 'vite.config.ts') })
}

await buildPages(build, { root, onlyIfChanged: process.argv.includes('--if-changed') })
