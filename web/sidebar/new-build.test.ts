import { expect, test } from 'vitest'
import { createBuildWatch } from './new-build.ts'

function watch(own: string, idle = true) {
  let kept: unknown
  const reloads: string[] = []
  const made = createBuildWatch({
    own,
    isIdle: () => idle,
    recall: async () => kept,
    remember: async (build) => void (kept = build),
    reload: () => reloads.push('reload'),
  })
  return { ...made, reloads }
}

test('a new build reloads the page once, even if the old page comes back', async () => {
  const { seen, check, reloads } = watch('b1')
  seen('b1')
  await check()
  expect(reloads).toEqual([])
  seen('b2')
  await check()
  seen('b2')
  await check()
  expect(reloads).toEqual(['reload'])
})

test('the page does not reload while in use, nor in development', async () => {
  const busy = watch('b1', false)
  busy.seen('b2')
  await busy.check()
  const development = watch('')
  development.seen('b2')
  await development.check()
  expect([...busy.reloads, ...development.reloads]).toEqual([])
})
