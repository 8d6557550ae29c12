// Run by `npm version`: refuses a release without a line in the changelog.

import { readFileSync } from 'node:fs'

const changelog = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8')
const unreleased = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1] ?? ''
if (!/^- \S/m.test(unreleased)) {
  console.error(
    'CHANGELOG.md has no line under "Unreleased": say what changes for the people who run Tillside.',
  )
  process.exitCode = 1
}
