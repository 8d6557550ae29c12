// Checks that paths, links and script names in the documents exist.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')].map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}))
type Package = Record<'scripts' | 'dependencies' | 'devDependencies', Record<string, string>>
const { scripts, dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Package

test('every relative link in a document points to a file', () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => normalize(join(dirname(path), target)))
      .filter((target) => !existsSync(target))
      .map((target) => `${path} -> ${target}`),
  )
  expect(broken).toEqual([])
})

test('every path in backticks below one of our folders exists', () => {
  const roots = /^(src|web|simulator|dashboard|cli|runtimes|bench|docs|test|scripts)\//
  // A decision record describes the tree at its time and is never edited.
  const present = documents.filter(({ path }) => !path.startsWith('docs/decisions/'))
  const missing = present.flatMap(({ path, text }) =>
    [...text.matchAll(/`([\w./-]+)`/g)]
      .map(([, target = '']) => target)
      .filter((target) => roots.test(target) && !existsSync(target))
      .map((target) => `${path} -> ${target}`),
  )
  expect(missing).toEqual([])
})

test('every npm script that a document names exists', () => {
  const named = documents.flatMap(({ text }) =>
    [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every metric that a document names exists', () => {
  const sources = globSync('src/**/*.ts').map((path) => readFileSync(path, 'utf8'))
  const known = new Set(
    sources.flatMap((text) => [...text.matchAll(/'(tillside_[a-z_\d]+)'/g)].map(([, name]) => name)),
  )
  const named = documents
    .flatMap(({ text }) => [...text.matchAll(/\btillside_[a-z_\d]+/g)])
    .map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ''))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

test('CONTRIBUTING.md has a line for each run-time dependency and no other package', () => {
  const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
  const [, table = ''] = /## Dependencies\n[^|]*([^]*?)\n\n[^|]/.exec(contributing) ?? []
  const listed = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name)
  expect(listed.toSorted()).toEqual(Object.keys(dependencies).toSorted())
})

test('every dependency has an exact version', () => {
  const versions = Object.entries({ ...dependencies, ...devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})
