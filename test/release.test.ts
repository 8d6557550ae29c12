// What a release rests on: the changelog is cut as readers expect, and both packages have one version.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import preview from '../dashboard/package.json' with { type: 'json' }
import manifest from '../package.json' with { type: 'json' }
import { cutRelease, hasNews, notesOf } from '../scripts/changelog.ts'

const changelog =
  '# Changelog\n\nFor operators.\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2026-11-01)\n\n- Old.\n'

test('a release moves the lines of "Unreleased" below its version, and leaves an empty "Unreleased"', () => {
  const cut = cutRelease(changelog, { version: '0.2.0', date: '2026-12-01' })
  expect(cut).toBe(
    '# Changelog\n\nFor operators.\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0 (2026-11-01)\n\n- Old.\n',
  )
  expect([notesOf(cut, '0.2.0'), notesOf(cut, '0.1.0')]).toEqual(['- New.', '- Old.'])
  expect([hasNews(changelog), hasNews(cut)]).toEqual([true, false])
})

test('a version without lines in the changelog has no notes', () => {
  expect(() => notesOf(changelog, '0.2.0')).toThrow('no lines for 0.2.0')
})

test('both packages have the same version, in the lockfile too', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  const versions = [
    manifest.version,
    preview.version,
    lock.packages['']?.version,
    lock.packages['dashboard']?.version,
  ]
  expect(new Set(versions)).toEqual(new Set([manifest.version]))
})
