// Imports go down only: checks every file against the table of ARCHITECTURE.md, which is repeated here as data.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const level0 = [
  'batcher',
  'canonical-target',
  'contract',
  'did-you-mean',
  'errors',
  'config',
  'hex',
  'ip-address',
  'log',
  'odd-text',
  'outside',
  'per-invocation',
  'permissions',
  'read-bounded',
  'request-id',
  'secret',
  'until-aborted',
  'words',
  'ports',
  'metrics',
  'definitions',
]
const level1 = ['store', 'stripe', 'stripe-signature', 'missive', 'panels', 'sources', 'vault']
const level2 = ['auth', 'tenants', 'jobs', 'proxy', 'extensions', 'sign-in', 'webhooks', 'relay', 'schedules']
const level3 = ['mail', 'people', 'plan']
/** Each part of `src/` and the parts it may import. */
const may: Record<string, string[]> = {
  ...Object.fromEntries(level0.map((part) => [part, []])),
  'canonical-target': ['odd-text'],
  batcher: ['per-invocation', 'ports'],
  'per-invocation': ['ports'],
  outside: ['ip-address'],
  config: ['did-you-mean', 'ip-address', 'permissions', 'secret'],
  ports: ['log'],
  'request-id': ['ports'],
  words: ['contract', 'definitions'],
  definitions: ['contract', 'did-you-mean', 'ip-address'],
  ...Object.fromEntries(level1.map((part) => [part, level0])),
  /* The tenants' vault keeps what it seals. */
  vault: [...level0, 'store'],
  ...Object.fromEntries(level2.map((part) => [part, [...level0, ...level1]])),
  /* These start durable work. */
  ...Object.fromEntries(
    ['extensions', 'relay', 'schedules'].map((part) => [part, [...level0, ...level1, 'jobs']]),
  ),
  /* Passes events on to handlers and endpoints. */
  webhooks: [...level0, ...level1, 'jobs', 'tenants', 'extensions', 'relay'],
  /* Mails are jobs; people get mails. */
  mail: [...level0, ...level1, 'jobs'],
  people: [...level0, ...level1, 'mail'],
  proxy: [...level0, ...level1, 'auth'],
  /* Takes in events of its own, as durable work. */
  plan: [...level0, ...level1, 'jobs', 'webhooks'],
  http: [...level0, ...level1, ...level2, ...level3],
  app: [...level0, ...level1, ...level2, ...level3, 'http'],
}

type Crossing = { file: string; from: string; to: string }
const partOf = (path: string) => (/^src\/([^/.]+)/.exec(path)?.[1] ?? path.split('/')[0]) || path

/** Every import of one of our files by another. */
function imports(): { file: string; target: string; written: string }[] {
  const files = globSync('{src,web,simulator,dashboard}/**/*.{ts,tsx}').filter(
    (file) => !/\.test\.tsx?$/.test(file),
  )
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([#.][^']+)'/g)].map(([, written = '']) => {
      const target = written.startsWith('#')
        ? `src/${written.slice(1)}`
        : normalize(join(dirname(file), written))
      return { file, target, written }
    }),
  )
}

const crossings = (): Crossing[] =>
  imports()
    .map(({ file, target }) => ({ file, from: partOf(file), to: partOf(target) }))
    .filter(({ from, to }) => from !== to)

test('the scan finds imports between parts', () => {
  expect(crossings().length).toBeGreaterThan(20)
})

test('a folder of src imports only from lower layers', () => {
  const wrong = crossings().filter(
    ({ file, from, to }) => file.startsWith('src/') && !may[from]?.includes(to),
  )
  expect(wrong).toEqual([])
})

test('better-auth is imported in one folder, and that folder only with import()', () => {
  const files = globSync('{src,runtimes,cli,testing,simulator,web}/**/*.{ts,tsx}')
  const importing = files.filter((file) =>
    /from '(?:@better-auth\/|better-auth)/.test(readFileSync(file, 'utf8')),
  )
  expect(importing.length).toBeGreaterThan(1)
  expect(importing.filter((file) => !file.startsWith('src/people/better-auth/'))).toEqual([])
  const folder = /from '[^']*better-auth\/(?:open|options)\.ts'/
  const loading = files.filter(
    (file) => !file.startsWith('src/people/better-auth/') && folder.test(readFileSync(file, 'utf8')),
  )
  expect(loading).toEqual([])
})

test('in src, `#` imports from other parts and `./` from the same part', () => {
  const isAtTop = (path: string) => /^src\/[^/]+$/.test(path)
  const wrong = imports()
    .filter(({ file }) => file.startsWith('src/'))
    .filter(({ file, target, written }) => {
      const isInside = partOf(file) === partOf(target)
      // Files at the top of src may import each other in either form.
      if (!isInside && isAtTop(file) && isAtTop(target)) return false
      return written.startsWith('#') === isInside
    })
  expect(wrong).toEqual([])
})

/** What the surfaces and the simulators may import from the gateway and from each other. */
const outside: Record<string, string[]> = {
  web: ['contract', 'words'],
  simulator: ['contract', 'dashboard'],
  dashboard: [],
}
/** The entry points of `tillside-preview`, which put the simulated Stripe behind the Dashboard. */
const previewPackage = 'dashboard/package/'

test('the surfaces and the simulators import only the contract and their words from the gateway', () => {
  const wrong = crossings().filter(
    ({ file, from, to }) =>
      !file.startsWith('src/') &&
      !outside[from]?.includes(to) &&
      !(file.startsWith(previewPackage) && to === 'simulator'),
  )
  expect(wrong).toEqual([])
})

/** Each folder of `src/stripe` and those it may import. */
const insideStripe: Record<string, string[]> = { api: [], customers: ['api'], sdk: ['api'] }

test('in src/stripe, the customers and the SDK import the API client, which imports neither', () => {
  const folderOf = (path: string) => /^src\/stripe\/([^/]+)\//.exec(path)?.[1] ?? ''
  const inside = imports()
    .map(({ file, target }) => ({ file, from: folderOf(file), to: folderOf(target) }))
    .filter(({ from, to }) => from !== '' && to !== '' && from !== to)
  expect(inside.length).toBeGreaterThan(20)
  expect(inside.filter(({ from, to }) => !insideStripe[from]?.includes(to))).toEqual([])
})

test('the Dashboard host imports nothing from outside its folder', () => {
  const exclude = ['dashboard/dist*/**', `${previewPackage}**`]
  const wrong = globSync('dashboard/**/*.{ts,tsx,css,html}', { exclude }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/['"](#[a-z][^'"]*\.ts|\.\.?\/[^'"]*)['"]/g)]
      .map(([, path = '']) => (path.startsWith('#') ? path : normalize(join(dirname(file), path))))
      .filter((path) => !path.startsWith('dashboard'))
      .map((path) => `${file} -> ${path}`),
  )
  expect(wrong).toEqual([])
})

test('no test replaces one of our modules', () => {
  const tests = globSync('{src,web,simulator,dashboard,runtimes,cli,test}/**/*.{ts,tsx}', {
    exclude: ['**/node_modules'],
  })
  const replacing = tests.filter((file) => /\bvi\.(?:mock|doMock)\(/.test(readFileSync(file, 'utf8')))
  expect(tests.length).toBeGreaterThan(500)
  expect(replacing).toEqual([])
})
