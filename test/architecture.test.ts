// Imports go down only: the table of ARCHITECTURE.md as data, held against every file.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const level0 = ['contract', 'errors', 'config', 'hex', 'log', 'secret', 'ports', 'metrics', 'definitions']
const level1 = ['store', 'stripe', 'stripe-signature', 'missive', 'panels', 'sources', 'vault']
const level2 = ['auth', 'tenants', 'jobs', 'in-house', 'sign-in', 'webhooks', 'relay', 'schedules']
/** Each part of `src/` and the parts it may import. */
const may: Record<string, string[]> = {
  ...Object.fromEntries(level0.map((part) => [part, []])),
  config: ['secret'],
  ports: ['log'],
  definitions: ['contract'],
  ...Object.fromEntries(level1.map((part) => [part, level0])),
  ...Object.fromEntries(level2.map((part) => [part, [...level0, ...level1]])),
  /* What they begin is carried out as durable work. */
  ...Object.fromEntries(
    ['in-house', 'webhooks', 'relay', 'schedules'].map((part) => [part, [...level0, ...level1, 'jobs']]),
  ),
  http: [...level0, ...level1, ...level2],
  app: [...level0, ...level1, ...level2, 'http'],
}

type Crossing = { file: string; from: string; to: string }
const partOf = (path: string) => (/^src\/([^/.]+)/.exec(path)?.[1] ?? path.split('/')[0]) || path

function crossings(): Crossing[] {
  const files = globSync('{src,web,simulator}/**/*.{ts,tsx}').filter((file) => !/\.test\.tsx?$/.test(file))
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([#.][^']+)'/g)]
      .map(([, target = '']) =>
        target.startsWith('#') ? `src/${target.slice(1)}` : normalize(join(dirname(file), target)),
      )
      .map((target) => ({ file, from: partOf(file), to: partOf(target) }))
      .filter(({ from, to }) => from !== to),
  )
}

test('the scan sees the crossings it is to judge', () => {
  expect(crossings().length).toBeGreaterThan(20)
})

test('a folder of src imports only from lower layers', () => {
  const wrong = crossings().filter(
    ({ file, from, to }) => file.startsWith('src/') && !may[from]?.includes(to),
  )
  expect(wrong).toEqual([])
})

test('web and simulator know the contract and nothing else of the gateway', () => {
  const wrong = crossings().filter(({ file, to }) => !file.startsWith('src/') && to !== 'contract')
  expect(wrong).toEqual([])
})
