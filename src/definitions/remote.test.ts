// Remote services in a configuration: what is refused at the start, in which words, and what is not quoted.

import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineConfig, DefinitionError } from './define-config.ts'
import { defineAction, defineHandler, definePanel } from './define.ts'
import { remote } from './remote.ts'
import { sourcesOf } from './declared-sources.ts'
import type { RemoteOptions } from './source.ts'

const secret = ['whsec', btoa('x'.repeat(24))].join('_')
const good: RemoteOptions = { name: 'loyalty', url: 'https://loyalty.example.com/calls', secret }

/** With `change` in the options of the service. */
function problemsOf(config: object): readonly string[] {
  try {
    defineConfig(config)
    return []
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems
    throw error
  }
}
const withOptions = (change: Partial<RemoteOptions>) => {
  const loyalty = remote({ ...good, ...change })
  return { panels: [definePanel({ id: 'p', title: 'P', for: ['customer'], load: loyalty.load })] }
}

test('one service gives a panel, an action and a handler, and is one source', () => {
  const loyalty = remote(good)
  const config = defineConfig({
    panels: [
      definePanel({ id: 'loyalty', title: 'Loyalty', for: ['customer', 'email'], load: loyalty.load }),
    ],
    actions: [
      defineAction({
        id: 'grant',
        title: 'Grant',
        for: ['customer'],
        roles: 'anybody',
        input: z.object({ points: z.int() }),
        form: loyalty.form,
        confirm: loyalty.confirm,
        run: loyalty.run,
      }),
    ],
    handlers: [defineHandler({ id: 'count', events: ['invoice.paid'], handle: loyalty.handle })],
  })
  expect([...sourcesOf(config).keys()]).toEqual(['loyalty'])
})

test.each<[string, Partial<RemoteOptions>]>([
  ['not valid', { url: 'loyalty' }],
  ['must begin with https', { url: 'ftp://loyalty.example.com/' }],
  ['plain http', { url: 'http://loyalty.example.com/' }],
  ['password', { url: 'https://ann:hunter2@loyalty.example.com/' }],
  ['a secret is', { secret: '' }],
  ['a secret is', { secret: [] }],
  ['a secret is', { secret: [secret, 'whsec_short'] }],
  ['a secret is', { secret: undefined as unknown as string }],
])('names the service and the problem, without quoting values: %s', (words, change) => {
  const problems = problemsOf(withOptions(change))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain('remote "loyalty"')
  expect(problems[0]).toContain(words)
  expect(problems[0]).not.toMatch(/hunter2|example\.com|whsec_[A-Za-z0-9]/)
})

test('plain http is allowed to this machine, and elsewhere where the configuration says so', () => {
  expect(problemsOf(withOptions({ url: 'http://127.0.0.1:8700/' }))).toEqual([])
  expect(problemsOf(withOptions({ url: 'http://loyalty.internal/', insecure: true }))).toEqual([])
})

test('a function in the wrong place is named together with the right one', () => {
  const { run, load } = remote(good)
  const panel = { id: 'p', title: 'P', for: ['customer'], load: run }
  expect(problemsOf({ panels: [panel] })).toEqual([
    'panel "p": load is "run" of remote "loyalty"; write load: loyalty.load',
  ])
  const schedule = { id: 's', cron: '0 2 * * *', timeZone: 'UTC', missed: 'skip', run: load }
  expect(problemsOf({ schedules: [schedule] })).toEqual([
    'schedule "s": run is "load" of remote "loyalty"; a remote service cannot stand in for it',
  ])
})

test('misspelt options, and two services of one name, are found', () => {
  const misspelt = withOptions({ insecur: true } as Partial<RemoteOptions>)
  expect(problemsOf(misspelt)[0]).toContain('did you mean "insecure"?')
  const [first, second] = [remote(good), remote(good)]
  const panels = [first, second].map(({ load }, at) => ({
    id: `p${at}`,
    title: 'P',
    for: ['customer'],
    load,
  }))
  expect(problemsOf({ panels })).toEqual(['sources: two different sources are named "loyalty"'])
})
