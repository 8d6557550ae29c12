// The example in docs/guide/panels.md is short, complete and runs.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lastOf, people, startConfiguredWorld } from '../../worlds/gateway/configured.ts'

test('the first panel of the guide has at most 25 lines and, as written, appears beside a conversation', async () => {
  const [, example = ''] =
    /```ts\n(import[\s\S]*?)```/.exec(readFileSync('docs/guide/panels.md', 'utf8')) ?? []
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  const world = await startConfiguredWorld(example)
  const messages = await world.ask(people('priya@brightside.example'))
  await world.close()
  const [block] = lastOf(messages, 'loyalty')?.blocks ?? []
  expect(block).toMatchObject({
    type: 'fields',
    fields: [{ label: 'Name' }, { label: 'Customer since' }, { label: 'Level' }],
  })
})
