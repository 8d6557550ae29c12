// Run by `npm version`: refuses a release without a line in the changelog.

import { readFileSync } from 'node:fs'
import { hasNews } from './changelog.ts'

if (!hasNews(readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8'))) {
  console.error(
    'CHANGELOG.md has no line under "Unreleased": say what changes for the people who run Tillside.',
  )
  process.exitCode = 1
}
