// Each row of the table is used by a call, each call's permission is a row, and the address of Stripe's form ticks them all.

import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keyLink, neededPermissions, permissions } from '#permissions.ts'

const sources = globSync('{src,runtimes}/**/*.ts')
  .filter((file) => !/\.test\.ts$|^src\/permissions\.ts$|fixtures/.test(file))
  .map((file) => readFileSync(file, 'utf8'))

/** What the calls of the code say they need: `needs: […]` of calls and expansions, and the constants those name. */
function slugsInCalls(): Set<string> {
  const named = sources.flatMap((text) => [
    ...[...text.matchAll(/needs: (?:\[([^\]]*)\]|('rak_\w+'))/g)].flatMap(([, many, one = '']) =>
      (many ?? one).split(',').flatMap((one) => {
        const name = one.trim()
        const constant = new RegExp(`const ${name || '-'}(?:: \\w+)? = '(rak_\\w+)'`).exec(text)?.[1]
        return constant === undefined ? [name.replaceAll("'", '')] : [constant]
      }),
    ),
    ...[...text.matchAll(/(?:Needs|needOf)\b[^=]*= '(rak_\w+)'/g)].map(([, slug = '']) => slug),
    // The table of look-ups by resource, which `needOf` reads.
    ...(/needs: needOf/.test(text) ? [...text.matchAll(/: '(rak_\w+)',/g)].map(([, slug = '']) => slug) : []),
  ])
  return new Set(named.filter((name) => name.startsWith('rak_')))
}

test('every permission of the table is needed by a call, and every permission a call needs is in the table', () => {
  const rows = permissions.map(({ slug }) => slug)
  // What the key check writes to prove that the key may not.
  const inCalls = [...slugsInCalls()].filter((slug) => slug !== 'rak_customer_write')
  expect(inCalls.toSorted()).toEqual(rows.toSorted())
})

test('the form opens with the boxes of what is switched on, and of nothing else', () => {
  const slugsOf = (href: string) => new URL(href).searchParams.getAll('permissions[]')
  const without = keyLink({ mode: 'live', features: { events: false } })
  expect(without).toMatch(
    /^https:\/\/dashboard\.stripe\.com\/apikeys\/create\?name=Tillside&permissions\[\]=rak_customer_read&/,
  )
  expect(slugsOf(without)).toEqual(neededPermissions({ events: false }).map(({ slug }) => slug))
  expect(slugsOf(without)).not.toContain('rak_event_read')
  const withEvents = keyLink({ mode: 'test', features: { events: true } })
  expect(withEvents).toContain('https://dashboard.stripe.com/test/apikeys/create?')
  expect(slugsOf(withEvents)).toEqual(permissions.map(({ slug }) => slug))
  expect(slugsOf(withEvents).every((slug) => /^rak_[a-z_]+_read$/.test(slug))).toBe(true)
})
