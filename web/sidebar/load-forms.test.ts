import { expect, test } from 'vitest'
import { createFormsLoader, type Forms } from './load-forms.ts'

const forms = {} as Forms
const turn = () => new Promise((done) => setImmediate(done))

function start(load: () => Promise<Forms>) {
  const calls = { load: 0, changed: 0, gone: 0 }
  const idle: (() => void)[] = []
  const loader = createFormsLoader({
    load: () => {
      calls.load += 1
      return load()
    },
    whenIdle: (run) => void idle.push(run),
    changed: () => void (calls.changed += 1),
    gone: () => void (calls.gone += 1),
  })
  return { loader, calls, idle }
}

test('a script that is gone is reported once and not requested again by redrawing', async () => {
  const { loader, calls } = start(() => Promise.reject(new TypeError('404')))
  loader.want(1)
  await turn()
  loader.want(1)
  await turn()
  expect(loader.state).toEqual({ failed: true })
  expect(calls).toEqual({ load: 1, changed: 1, gone: 1 })
})

test('another press tries again', async () => {
  let down = true
  const { loader, calls } = start(() =>
    down ? Promise.reject(new TypeError('offline')) : Promise.resolve(forms),
  )
  loader.want(1)
  await turn()
  down = false
  loader.want(2)
  await turn()
  expect(loader.state).toEqual({ here: forms, failed: false })
  expect(calls.load).toBe(2)
})

test('a script that may be needed soon is loaded once, when the browser is idle', async () => {
  const { loader, calls, idle } = start(() => Promise.resolve(forms))
  loader.foresee()
  expect(calls.load).toBe(0)
  for (const run of idle) run()
  loader.want(1)
  await turn()
  loader.foresee()
  expect(idle).toHaveLength(1)
  expect(calls.load).toBe(1)
})
