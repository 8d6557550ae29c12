import { expect, test } from 'vitest'
import type { ActionResponse, ActionRequest } from '#contract/actions.ts'
import type { Panel } from '#contract/panel.ts'
import { confirmation, firstForm, outcomes, secondForm } from '../../../gallery/actions.ts'
import type { Run } from '../../actions/memory.ts'
import { Failure } from '../../gateway.ts'
import words from '#words/en/sidebar.json' with { type: 'json' }
import type { Entries } from '../../../ui/drawing.ts'
import { ActionRun } from './run.ts'

const target = { action: 'approve-return', subject: { kind: 'invoice', id: 'in_1' } } as const
type Say = (request: ActionRequest) => ActionResponse | Failure

/** A run with a gateway that answers with `say`, and the page around it. */
function open(say: Say, memory: { drafts?: Map<string, Entries>; runs?: Map<string, Run> } = {}) {
  const requests: ActionRequest[] = []
  const timers: { ms: number; run: () => void }[] = []
  const acted: (Panel[] | undefined)[] = []
  const arrived: string[] = []
  const drafts = memory.drafts ?? new Map<string, Entries>()
  const runs = memory.runs ?? new Map<string, Run>()
  let keys = 0
  const run = new ActionRun(target, {
    send: async (_, request) => {
      requests.push(structuredClone(request))
      const answer = say(request)
      if (answer instanceof Failure) throw answer
      return answer
    },
    drafts,
    runs,
    language: () => ({ words, locale: 'en-GB' }),
    now: () => 0,
    later: (ms, later) => {
      const timer = { ms, run: later }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1)
    },
    newKey: () => `key-${(keys += 1)}`,
    changed: () => undefined,
    arrived: (at) => void arrived.push(at),
    acted: (panels) => void acted.push(panels),
  })
  const tick = async () => {
    timers.shift()?.run()
    await new Promise((done) => setImmediate(done))
  }
  return { run, requests, timers, acted, arrived, drafts, runs, tick }
}

/** Two forms, a confirmation, then `end`. */
const wizard =
  (end: () => ActionResponse | Failure = () => outcomes.done): Say =>
  ({ stage, step }) =>
    stage === 'open' ? firstForm : stage === 'run' ? end() : step === 1 ? secondForm : confirmation

/** A run up to the press on the confirmation's button. */
async function confirmed(say: Say) {
  const opened = open(say)
  await opened.run.begin()
  await opened.run.submit()
  await opened.run.submit()
  await opened.run.run()
  return opened
}

test('a form with errors is not sent, and each error is shown at its field', async () => {
  const { run, requests, arrived } = open(wizard())
  await run.begin()
  run.enter('amount', '200')
  run.enter('items', [])
  await run.submit()
  expect(requests.map(({ stage }) => stage)).toEqual(['open'])
  expect(run.state.faults).toEqual({ amount: 'At most €123.00', items: 'Required' })
  expect(arrived.at(-1)).toBe('fault')
  run.enter('amount', '80')
  expect(run.state.faults).toEqual({ items: 'Required' })
})

test('nothing runs before the confirmation is pressed', async () => {
  const { run, requests } = open(wizard())
  await run.begin()
  await run.run()
  await run.submit()
  await run.run()
  await run.submit()
  expect(requests.map(({ stage, step }) => [stage, step])).toEqual([
    ['open', undefined],
    ['check', 1],
    ['check', 2],
  ])
  expect(run.current?.type).toBe('confirm')
})

test('runs what was confirmed, once, under one key', async () => {
  const { run, requests, acted, drafts, runs } = await confirmed(wizard())
  await run.run()
  const sent = requests.filter(({ stage }) => stage === 'run')
  expect(sent).toEqual([{ subject: target.subject, stage: 'run', input: confirmation.input, key: 'key-1' }])
  expect(run.state.result?.state).toBe('done')
  expect(acted).toEqual([undefined])
  expect([drafts.size, runs.size]).toEqual([0, 0])
})

test('two simultaneous presses are one run', async () => {
  const { run, requests } = open(wizard())
  await run.begin()
  await run.submit()
  await run.submit()
  await Promise.all([run.run(), run.run()])
  expect(requests.filter(({ stage }) => stage === 'run')).toHaveLength(1)
})

test('the entries of all steps are sent together, amounts in minor units', async () => {
  const { run, requests } = open(wizard())
  await run.begin()
  run.enter('amount', '12.5')
  await run.submit()
  run.enter('words', 'Sorry')
  await run.submit()
  expect(requests.at(-1)?.input).toEqual({
    items: ['1'],
    amount: 1250,
    reason: 'damaged',
    label: true,
    restock: null,
    until: '2026-12-04',
    words: 'Sorry',
    warehouse: 'Hamburg 2',
    photos: true,
  })
})

test('going back keeps the entries, and another confirmation has another key', async () => {
  const { run, requests } = open(wizard(() => new Failure('refused', 'No')))
  await run.begin()
  run.enter('amount', '50')
  await run.submit()
  await run.submit()
  await run.run()
  expect(run.back()).toBe(true)
  expect(run.back()).toBe(true)
  expect(run.back()).toBe(false)
  expect(run.state.entries['amount']).toBe('50')
  await run.submit()
  await run.submit()
  await run.run()
  expect(requests.filter(({ key }) => key).map(({ key }) => key)).toEqual(['key-1', 'key-2'])
})

test('an error found by the gateway is shown at its field, and the form keeps its entries', async () => {
  const faulty: ActionResponse = {
    ...firstForm,
    fields: firstForm.fields.map((field) =>
      field.name === 'amount' ? { ...field, error: 'Too much' } : field,
    ),
  }
  const { run, arrived } = open(({ stage }) => (stage === 'open' ? firstForm : faulty))
  await run.begin()
  run.enter('amount', '100')
  await run.submit()
  expect(run.state).toMatchObject({ faults: { amount: 'Too much' }, entries: { amount: '100' } })
  expect(run.state.trail).toHaveLength(1)
  expect(arrived.at(-1)).toBe('fault')
})

test('an error in an earlier form leads back to it, and later forms keep their entries', async () => {
  let isLate = true
  const faulty: ActionResponse = { ...firstForm, error: 'The payment was refunded meanwhile.' }
  const { run } = open((request) => (request.step === 2 && isLate ? faulty : wizard()(request)))
  await run.begin()
  await run.submit()
  run.enter('words', 'Sorry')
  await run.submit()
  expect(run.state.trail).toEqual([faulty])
  isLate = false
  await run.submit()
  expect(run.state.entries['words']).toBe('Sorry')
  await run.submit()
  expect(run.current?.type).toBe('confirm')
})

test('a check without an answer is reported and can be repeated', async () => {
  let down = true
  const { run } = open(({ stage }) =>
    stage === 'open' ? firstForm : down ? new Failure('offline') : confirmation,
  )
  await run.begin()
  await run.submit()
  expect(run.state).toMatchObject({ busy: false, failure: { reason: 'offline' } })
  down = false
  await run.submit()
  expect(run.current?.type).toBe('confirm')
  expect(run.state.failure).toBeUndefined()
})

test('after a refusal of the first try it is certain that nothing was done', async () => {
  const { run, runs, timers } = await confirmed(wizard(() => new Failure('refused', 'Needs another role')))
  expect(run.state).toMatchObject({ failure: { message: 'Needs another role' }, busy: false })
  expect(run.state.unclear).toBeUndefined()
  expect(runs.size).toBe(0)
  expect(timers).toEqual([])
})

test.each(['offline', 'timeout', 'failed', 'broken'] as const)(
  'a run that fails with "%s" is unclear, and sent again with the same key until its result is known',
  async (reason) => {
    let tries = 0
    const { run, requests, tick, timers } = await confirmed(
      wizard(() => ((tries += 1) < 3 ? new Failure(reason) : outcomes.done)),
    )
    expect(run.state.unclear?.reason).toBe(reason)
    expect(run.state.nextAtMs).toBe(timers[0]?.ms)
    await tick()
    expect(run.state.unclear?.reason).toBe(reason)
    await tick()
    expect(run.state).toMatchObject({ result: { state: 'done' }, unclear: undefined })
    expect(new Set(requests.filter(({ key }) => key).map(({ key }) => key))).toEqual(new Set(['key-1']))
  },
)

test('a refusal after a try without an answer does not claim that nothing was done', async () => {
  let tries = 0
  const { run, tick } = await confirmed(wizard(() => new Failure((tries += 1) === 1 ? 'timeout' : 'refused')))
  await tick()
  expect(run.state.failure).toBeUndefined()
  expect(run.state.unclear?.reason).toBe('refused')
})

test('the refusal of a second confirmation is certain if the first was refused', async () => {
  const { run } = await confirmed(wizard(() => new Failure('refused', 'No')))
  run.back()
  await run.submit()
  await run.run()
  expect(run.state).toMatchObject({ failure: { message: 'No' } })
  expect(run.state.unclear).toBeUndefined()
})

test('a run in progress is checked at growing intervals until it ends', async () => {
  let tries = 0
  const { run, tick, acted, timers } = await confirmed(
    wizard(() => ((tries += 1) < 4 ? outcomes.working : outcomes.done)),
  )
  const pauses: number[] = []
  for (let round = 0; round < 3; round += 1) {
    pauses.push(timers[0]?.ms ?? 0)
    await tick()
  }
  expect([...pauses].sort((one, other) => one - other)).toEqual(pauses)
  expect(run.state.result?.state).toBe('done')
  expect(acted).toHaveLength(1)
})

test('a run continues when its pane is closed; reopening shows its result without a second run', async () => {
  const first = await confirmed(wizard(() => outcomes.working))
  first.run.end()
  expect(first.timers).toEqual([])
  const again = open(wizard(), first)
  await again.run.begin()
  expect(again.requests).toEqual([
    { subject: target.subject, stage: 'run', input: confirmation.input, key: 'key-1' },
  ])
  expect(again.run.state.result?.state).toBe('done')
  const third = open(wizard(), first)
  await third.run.begin()
  expect(third.requests[0]?.stage).toBe('open')
})

test('a result that arrives after closing is kept for reopening, and its panels are not drawn for another customer', async () => {
  let answer: ((outcome: ActionResponse) => void) | undefined
  const opened = open(wizard())
  await opened.run.begin()
  await opened.run.submit()
  await opened.run.submit()
  // The answer arrives after the pane was closed.
  const late = new ActionRun(target, {
    drafts: opened.drafts,
    runs: opened.runs,
    language: () => ({ words, locale: 'en-GB' }),
    now: () => 0,
    later: () => () => undefined,
    newKey: () => 'key-9',
    changed: () => undefined,
    arrived: () => undefined,
    acted: (panels) => void opened.acted.push(panels),
    send: (_, { stage }) =>
      stage === 'run' ? new Promise((done) => (answer = done)) : Promise.resolve(confirmation),
  })
  await late.begin()
  const running = late.run()
  late.end()
  answer?.({ ...outcomes.done, panels: [{ id: 'shipping', blocks: [], asOf: '2026-11-20T14:20:08Z' }] })
  await running
  expect(opened.acted).toEqual([undefined])
  expect([...opened.runs.values()]).toEqual([
    { key: 'key-9', input: confirmation.input, title: confirmation.title },
  ])
})

test('unsent entries are restored and marked as a draft', async () => {
  const first = open(wizard())
  await first.run.begin()
  first.run.enter('amount', '42')
  expect(first.run.holds).toBe(true)
  first.run.end()
  const again = open(wizard(), first)
  await again.run.begin()
  expect(again.run.state).toMatchObject({ kept: true, entries: { amount: '42' } })
  await again.run.startOver()
  expect(again.run.state).toMatchObject({ kept: false, entries: { amount: '89.00' } })
})

test('settings edited in place are checked without opening the form first', async () => {
  const checked = open(wizard())
  await checked.run.begin(true)
  expect(checked.requests[0]).toMatchObject({ stage: 'check', step: 1 })
})

test('an action that cannot be opened says why and changes nothing', async () => {
  const { run, runs } = open(() => outcomes.refused)
  await run.begin()
  expect(run.state.result?.state).toBe('refused')
  expect(runs.size).toBe(0)
})
