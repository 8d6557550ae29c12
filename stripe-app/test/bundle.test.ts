// What is shipped: small, and without a way back to the sources or a secret in it.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, expect, test } from 'vitest'
import { type Built, buildExtension, type Manifest } from '../build.mts'

const gzipBytesMax = 60_000
let built: Built

beforeAll(async () => {
  built = await buildExtension('2026-11-21T00:00:00.000Z')
})

test('the shipped script names no map, holds no sources and no secret', () => {
  for (const word of ['sourceMappingURL', 'sourcesContent', 'absec_', 'sk_', 'rk_', 'whsec_'])
    expect(built.js.includes(word), word).toBe(false)
})

test('the map is kept, with the sources', () => {
  const map = JSON.parse(built.map) as { sources: string[]; sourcesContent: string[] }
  expect(map.sources.some((source) => source.endsWith('src/gateway.ts'))).toBe(true)
  expect(map.sourcesContent.length).toBe(map.sources.length)
})

test('the bundle takes at most 60 kB gzip', () => {
  process.stdout.write(`bundle: ${built.bytes} bytes, ${built.gzipBytes} gzip of ${gzipBytesMax}\n`)
  expect(built.gzipBytes).toBeLessThanOrEqual(gzipBytesMax)
})

test('the bundle brings no React of its own and gives its views as Stripe expects them', () => {
  const asked: string[] = []
  const installed = createRequire(import.meta.url)
  const require = (name: string): unknown => {
    asked.push(name)
    return installed(name)
  }
  const page = { require }
  // The extension is a script, run as the page runs it.
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
  const exports = new Function('globalThis', 'require', `${built.js}\nreturn __StripeExtExports`)(
    page,
    require,
  ) as Record<string, unknown>
  expect(new Set(asked)).toEqual(new Set(['react', 'react/jsx-runtime', '@remote-ui/react']))
  expect(exports).toMatchObject({ BUILD_TIME: '2026-11-21T00:00:00.000Z', SDK_VERSION: '9.3.0' })
  const manifest = JSON.parse(
    readFileSync(new URL('../stripe-app.json', import.meta.url), 'utf8'),
  ) as Manifest
  expect(exports['default']).toEqual(manifest)
  for (const { component } of manifest.ui_extension.views) expect(exports[component]).toBeTypeOf('function')
})
